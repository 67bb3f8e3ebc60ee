namespace GenPhys.Cli.Tests;

/// <summary>A folder with a recipe that trains in a moment.</summary>
public sealed class TinyProject : IDisposable
{
    private const string Recipe =
        """
        {
          "schema": 1, "name": "tiny", "seed": 1, "batch": 64, "steps": 150, "emaDecay": 0.99,
          "data": { "kind": "checkerboard", "count": 64, "heldOut": 32 },
          "process": { "kind": "edm" },
          "network": { "kind": "residualMlp", "hidden": 32, "blocks": 1, "embedding": 8 },
          "preconditioning": { "kind": "edm", "sigmaData": 1 },
          "objective": { "kind": "stableTargetField" },
          "noise": { "kind": "logUniform", "low": 0.002, "high": 80 },
          "learningRate": { "kind": "warmUp", "rate": 3e-3, "steps": 20 },
          "evaluation": { "every": 25, "draws": 1, "samples": 64, "finalSamples": 256, "final": { "infractionRateEuler8": { "kind": "euler", "steps": 8 } } },
          "checkpoints": { "every": 3, "keep": 2 },
          "sampler": { "kind": "heun", "steps": 8, "schedule": { "kind": "edm" } }
        }
        """;

    public TinyProject() => Write("tiny.json", Recipe);

    public string Folder { get; } = Directory.CreateTempSubdirectory("genphys-cli-").FullName;

    public string this[string path] => Path.Combine(Folder, path);

    public void Write(string name, string text) => File.WriteAllText(this[name], text);

    public void WriteRecipe(string name, string old, string replacement)
    {
        Assert.Contains(old, Recipe, StringComparison.Ordinal);
        Write(name, Recipe.Replace(old, replacement, StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
