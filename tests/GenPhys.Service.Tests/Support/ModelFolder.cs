namespace GenPhys.Service.Tests.Support;

/// <summary>A model repository in a temporary folder.</summary>
internal sealed class ModelFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("genphys-models-").FullName;

    /// <summary>Adds one Gaussian at the origin of the plane, its standard deviation <paramref name="s"/> on both axes.</summary>
    public ModelFolder AddGaussian(string name, string s = "0.5") => Add(name, $$"""
        { "schema": 1, "name": "{{name}}", "shape": [2],
          "process": { "kind": "edm", "sigmaMin": 0.002, "sigmaMax": 80 },
          "field": { "kind": "gaussianMixture", "weights": [1], "means": [[0, 0]], "standardDeviations": [{{s}}] } }
        """);

    public ModelFolder Add(string name, string json)
    {
        var folder = Directory.CreateDirectory(System.IO.Path.Combine(Path, name, "1"));
        File.WriteAllText(System.IO.Path.Combine(folder.FullName, "model.json"), json);
        return this;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
