using System.Runtime.InteropServices;
using System.Security.Cryptography;
using GenPhys.Inference.Models.SafeTensors;
using GenPhys.Inference.Networks;

namespace GenPhys.Service.Tests.Support;

/// <summary>A model repository in a temporary folder.</summary>
internal sealed partial class ModelFolder : IDisposable
{
    private const string Weights = "weights.safetensors";

    public string Path { get; } = Directory.CreateTempSubdirectory("genphys-models-").FullName;

    /// <summary>Copies of models that come with the service.</summary>
    public static ModelFolder Shipped(params string[] names)
    {
        var folder = new ModelFolder();
        foreach (var name in names)
        {
            var target = Directory.CreateDirectory(System.IO.Path.Combine(folder.Path, name, "1"));
            foreach (var file in Directory.EnumerateFiles(ShippedFolder(name)))
            {
                File.Copy(file, System.IO.Path.Combine(target.FullName, System.IO.Path.GetFileName(file)));
            }
        }

        return folder;
    }

    /// <summary>The folder of the first version of a model that comes with the service.</summary>
    public static string ShippedFolder(string name)
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!Directory.Exists(System.IO.Path.Combine(at.FullName, "models", name)))
        {
            at = at.Parent ?? throw new DirectoryNotFoundException($"No folder above the tests holds models/{name}.");
        }

        return System.IO.Path.Combine(at.FullName, "models", name, "1");
    }

    /// <summary>Adds one Gaussian at the origin of the plane, its standard deviation <paramref name="s"/> on both axes.</summary>
    public ModelFolder AddGaussian(string name, string s = "0.5", int version = 1) => Add(name, $$"""
        { "schema": 1, "name": "{{name}}", "shape": [2],
          "process": { "kind": "edm", "sigmaMin": 0.002, "sigmaMax": 80 },
          "field": { "kind": "gaussianMixture", "weights": [1], "means": [[0, 0]], "standardDeviations": [{{s}}] } }
        """, version);

    /// <summary>Adds a small network on the plane with weights that nobody trained: in float32 it runs on the processor's vectors, in float64 on tensors.</summary>
    public ModelFolder AddNetwork(string name, NetworkDtype dtype = NetworkDtype.Float32)
    {
        var weights = RandomWeights(dtype);
        Add(name, $$"""
            { "schema": 1, "name": "{{name}}", "shape": [2],
              "process": { "kind": "edm", "sigmaMin": 0.002, "sigmaMax": 80 },
              "preconditioning": { "kind": "edm", "sigmaData": 0.5 },
              "field": { "kind": "network",
                         "architecture": { "kind": "residualMlp", "hidden": 32, "blocks": 1, "embedding": 8, "embeddingScale": 10, "dtype": "{{(dtype == NetworkDtype.Float64 ? "float64" : "float32")}}" },
                         "weights": { "file": "{{Weights}}", "sha256": "{{Convert.ToHexStringLower(SHA256.HashData(weights))}}" } } }
            """);
        File.WriteAllBytes(FileOf(name, Weights), weights);
        return this;
    }

    public ModelFolder Add(string name, string json, int version = 1)
    {
        Directory.CreateDirectory(System.IO.Path.Combine(Path, name, $"{version}"));
        File.WriteAllText(FileOf(name, "model.json", version), json);
        return this;
    }

    /// <summary>
    /// Turns the weights of a network into a pipe: whoever loads the model waits, inside the real loader, until <see cref="ReleaseWeights"/>.
    /// </summary>
    public ModelFolder HoldWeights(string name)
    {
        File.Delete(FileOf(name, Weights));
        Assert.Equal(0, MakeFifo(FileOf(name, Weights), 0x180));
        return this;
    }

    /// <summary>Lets the loader of a held network read on.</summary>
    public void ReleaseWeights(string name)
    {
        using var pipe = new FileStream(FileOf(name, Weights), FileMode.Open, FileAccess.Write);
        pipe.Write(RandomWeights(NetworkDtype.Float32));
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private string FileOf(string name, string file, int version = 1) => System.IO.Path.Combine(Path, name, $"{version}", file);

    private static byte[] RandomWeights(NetworkDtype dtype)
    {
        var random = new Random(5);
        var architecture = new ResidualMlpArchitecture { Hidden = 32, Blocks = 1, Embedding = 8, EmbeddingScale = 10 };
        return new SafeTensorsFile(architecture.Shapes(2, 2).Select(array =>
        {
            var values = new float[array.Shape.Aggregate(1L, (product, extent) => product * extent)];
            foreach (ref var value in values.AsSpan())
            {
                value = (random.NextSingle() - 0.5f) / 4;
            }

            return dtype == NetworkDtype.Float64
                ? SafeTensor.Of(array.Name, array.Shape, Array.ConvertAll(values, value => (double)value))
                : SafeTensor.Of(array.Name, array.Shape, values);
        })).ToArray();
    }

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeFifo(string path, uint mode);
}
