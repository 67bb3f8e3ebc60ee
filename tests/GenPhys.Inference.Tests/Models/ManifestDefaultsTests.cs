using GenPhys.Inference.Models.Manifest;
using GenPhys.Inference.Networks;

namespace GenPhys.Inference.Tests.Models;

public sealed class ManifestDefaultsTests
{
    [Fact]
    public void Members_that_are_left_out_keep_the_defaults_that_their_types_document()
    {
        var folder = Directory.CreateTempSubdirectory().CreateSubdirectory("small").CreateSubdirectory("1").FullName;
        File.WriteAllText(Path.Combine(folder, ManifestFile.FileName), $$$"""
            { "schema": 1, "shape": [2], "process": { "kind": "edm" }, "preconditioning": { "kind": "edm" },
              "field": { "kind": "network", "architecture": { "kind": "residualMlp", "hidden": 32 },
                         "weights": { "file": "w.safetensors", "sha256": "{{{new string('0', 64)}}}" } } }
            """);

        var manifest = ManifestFile.Read(folder);

        Assert.Equal((0.002, 80.0), (manifest.Process.Create().SigmaMin, manifest.Process.Create().SigmaMax));
        var field = Assert.IsType<NetworkFieldSpec>(manifest.Field);
        Assert.Equal(new ResidualMlpArchitecture { Hidden = 32 }, field.Architecture);
    }
}
