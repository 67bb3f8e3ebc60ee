using System.Diagnostics;

namespace GenPhys.Cli.Tests;

/// <summary>Trainings that are killed at random moments and begun again end with the same bits as ones that are left alone.</summary>
[Trait("Category", "Slow")]
public sealed class KilledTrainingTests : IDisposable
{
    private const int Kills = 2;

    private readonly TinyProject _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task Every_trainer_ends_with_the_same_bits_however_often_it_is_killed()
    {
        // Later ones build upon the models of earlier ones.
        _project.WriteRecipe("base.json", "\"steps\": 150", "\"steps\": 300");
        (string Command, string Recipe, string Text, string Model, string Weights)[] trainings =
        [
            ("train", "base.json", "", "tiny", "weights"),
            ("gen-neg", "guided.json", Guided, "guided", "classifier-1"),
            ("train", "student.json", Student, "student", "weights"),
            ("train", "bridged.json", Bridged, "bridged", "weights"),
            ("train", "coded.json", Coded, "coded", "encoder"),
            ("potential", "pairs.json", Pairs, "pairs", "potential"),
            ("train", "classes.json", Classes, "classes", "weights"),
            ("low-density", "rare.json", Rare, "rare", "extractor"),
        ];

        // A run rarely takes as long as the one before it, so the moments are drawn up to that time and may also come before or after the training proper.
        var random = new Random(6);
        var killed = 0;
        foreach (var (command, recipe, text, model, weights) in trainings)
        {
            if (text.Length > 0)
            {
                _project.Write(recipe, text);
            }

            string[] arguments = [command, recipe, "--replace", .. command == "train" ? new[] { "--resume" } : []];
            var clock = Stopwatch.StartNew();
            var whole = await CliProcess.RunAsync(_project.Folder, [.. arguments, "--output", "whole", "--work", "a"]);
            Assert.Equal((0, ""), (whole.ExitCode, whole.Errors));
            var length = clock.Elapsed;
            for (var k = 0; k < Kills; k++)
            {
                var moment = length * (0.3 + (0.65 * random.NextDouble()));
                killed += await CliProcess.KillAfterAsync(_project.Folder, [.. arguments, "--output", "parts", "--work", "b"], moment) ? 1 : 0;
            }

            var last = await CliProcess.RunAsync(_project.Folder, [.. arguments, "--output", "parts", "--work", "b"]);
            Assert.Equal((0, ""), (last.ExitCode, last.Errors));
            var files = Directory.GetFiles(_project[$"whole/{model}/1"]).Select(Path.GetFileName).ToArray();
            Assert.Contains(weights + ".safetensors", files);
            Assert.All(files, file => Assert.Equal(File.ReadAllBytes(_project[$"whole/{model}/1/{file}"]), File.ReadAllBytes(_project[$"parts/{model}/1/{file}"])));
            Assert.Equal(["1"], Directory.EnumerateFileSystemEntries(_project[$"parts/{model}"]).Select(Path.GetFileName));
        }

        Assert.True(killed >= trainings.Length, $"only {killed} of {Kills * trainings.Length} kills came in time");
    }

    private const string Guided =
        """
        {
          "schema": 1, "name": "guided", "seed": 2, "base": "tiny", "iterations": 1, "samplesPerClass": 200, "batch": 64, "steps": 200, "checkpointEvery": 7,
          "constraint": { "kind": "checkerboard", "origin": [-2, -2], "cell": 1, "columns": 4, "rows": 4, "parity": 0 },
          "data": { "kind": "checkerboard", "count": 64, "heldOut": 32 },
          "sampler": { "kind": "heun", "steps": 8, "schedule": { "kind": "edm" } },
          "network": { "kind": "residualMlp", "hidden": 32, "blocks": 1, "embedding": 8 },
          "noise": { "kind": "logUniform", "low": 0.002, "high": 80 },
          "learningRate": { "kind": "constant", "rate": 1e-3 },
          "evaluationSamples": 256
        }
        """;

    private const string Student =
        """
        {
          "schema": 1, "name": "student", "seed": 3, "batch": 64, "steps": 200, "emaDecay": 0.99,
          "data": { "kind": "checkerboard", "count": 64, "heldOut": 32 },
          "process": { "kind": "edm" },
          "network": { "kind": "residualMlp", "hidden": 32, "blocks": 1, "embedding": 8 },
          "preconditioning": { "kind": "edm", "sigmaData": 1 },
          "objective": { "kind": "distillation", "teacher": "guided" },
          "noise": { "kind": "logUniform", "low": 0.002, "high": 80 },
          "learningRate": { "kind": "constant", "rate": 1e-3 },
          "evaluation": { "every": 50, "draws": 1, "samples": 64 },
          "checkpoints": { "every": 7, "keep": 2 },
          "sampler": { "kind": "heun", "steps": 8, "schedule": { "kind": "edm" } }
        }
        """;

    private const string Bridged =
        """
        {
          "schema": 1, "name": "bridged", "seed": 4, "batch": 64, "steps": 200, "emaDecay": 0.99,
          "data": { "kind": "triangles", "count": 64, "heldOut": 32 },
          "process": { "kind": "edm" },
          "network": { "kind": "residualMlp", "hidden": 32, "blocks": 1, "embedding": 8 },
          "preconditioning": { "kind": "edm", "sigmaData": 1 },
          "bridge": {
            "use": "mbm", "sigmaData": 1,
            "drift": { "to": { "kind": "checkerboard", "origin": [-2, -2], "cell": 1, "columns": 4, "rows": 4, "parity": 0 }, "weight": 1, "gamma": "vanishing", "sigmaData": 1 }
          },
          "objective": { "kind": "denoising" },
          "noise": { "kind": "logUniform", "low": 0.002, "high": 80 },
          "learningRate": { "kind": "constant", "rate": 1e-3 },
          "evaluation": { "every": 50, "draws": 1, "samples": 64 },
          "checkpoints": { "every": 7, "keep": 2 },
          "sampler": { "kind": "heun", "steps": 8, "schedule": { "kind": "edm" } }
        }
        """;

    private const string Coded =
        """
        {
          "schema": 1, "name": "coded", "seed": 5, "batch": 64, "steps": 200, "emaDecay": 0.99,
          "data": { "kind": "eightModes", "count": 400, "heldOut": 80 },
          "process": { "kind": "edm" },
          "network": { "kind": "mlp", "hidden": [24, 24] },
          "preconditioning": { "kind": "component", "componentDeviation": 0.2, "sigmaData": 2.1307 },
          "objective": { "kind": "denoising" },
          "noise": { "kind": "logNormal", "mean": 0.25, "standardDeviation": 1.2 },
          "learningRate": { "kind": "constant", "rate": 1e-3 },
          "codes": { "sizes": [4, 2], "layout": { "injection": "output", "nullFlag": true }, "encoder": { "hidden": [24] }, "dropout": 0.1 },
          "evaluation": { "every": 100, "draws": 1, "samples": 0 },
          "checkpoints": { "every": 7, "keep": 2 },
          "sampler": { "kind": "heun", "steps": 8 }
        }
        """;

    private const string Pairs =
        """
        {
          "schema": 1, "name": "pairs", "seed": 6, "batch": 128, "steps": 200, "checkpointEvery": 7, "form": "both",
          "field": { "weights": [0.8, 0.2], "means": [[-1], [1]], "standardDeviations": [0.05, 0.05] },
          "process": { "kind": "edm", "sigmaMin": 0.002, "sigmaMax": 20 },
          "data": { "kind": "gaussianMixture", "count": 1000, "heldOut": 1, "weights": [0.8, 0.2], "means": [[-1], [1]], "standardDeviations": [0.05, 0.05] },
          "target": { "kind": "repulsion", "h": 0.5 },
          "marginals": { "learningRate": { "kind": "constant", "rate": 1e-3 }, "steps": 100 },
          "network": { "kind": "residualMlp", "hidden": 32, "blocks": 1, "embedding": 8, "embeddingScale": 4 },
          "noise": { "kind": "logUniform", "low": 0.01, "high": 20 },
          "learningRate": { "kind": "constant", "rate": 1e-3 }
        }
        """;

    private const string Classes =
        """
        {
          "schema": 1, "name": "classes", "seed": 7, "batch": 64, "steps": 200, "emaDecay": 0.99,
          "data": { "kind": "longTail", "count": 600, "heldOut": 300 },
          "condition": { "dropout": 0.1 },
          "process": { "kind": "edm" },
          "network": { "kind": "residualMlp", "hidden": 32, "blocks": 1, "embedding": 8 },
          "preconditioning": { "kind": "edm", "sigmaData": 0.9 },
          "objective": { "kind": "denoising" },
          "noise": { "kind": "logNormal", "mean": -0.8, "standardDeviation": 1.5 },
          "learningRate": { "kind": "constant", "rate": 1e-3 },
          "evaluation": { "every": 100, "draws": 1, "samples": 0 },
          "checkpoints": { "every": 7, "keep": 2 },
          "sampler": { "kind": "ddim", "steps": 10, "eta": 1 }
        }
        """;

    private const string Rare =
        """
        {
          "schema": 1, "name": "rare", "seed": 8, "base": "classes", "features": 4, "batch": 128, "steps": 200, "checkpointEvery": 7,
          "data": { "kind": "longTail", "count": 600, "heldOut": 300 },
          "network": { "kind": "residualMlp", "hidden": 32, "blocks": 1, "embedding": 8, "embeddingScale": 4 },
          "noise": { "kind": "logUniform", "low": 0.02, "high": 40 },
          "learningRate": { "kind": "constant", "rate": 2e-3 },
          "sampler": { "kind": "ddim", "steps": 10, "eta": 1 },
          "measure": { "guided": { "alpha": 1, "beta": 0.5 } },
          "measureSamples": 150
        }
        """;
}
