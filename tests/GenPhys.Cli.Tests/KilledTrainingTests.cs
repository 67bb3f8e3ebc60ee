using System.Diagnostics;

namespace GenPhys.Cli.Tests;

/// <summary>Trainings that are killed at random moments and begun again end with the same bits as ones that are left alone.</summary>
[Trait("Category", "Slow")]
public sealed class KilledTrainingTests : IDisposable
{
    private const int Kills = 3;

    private readonly TinyProject _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task Every_trainer_ends_with_the_same_bits_however_often_it_is_killed()
    {
        // A run rarely takes as long as the one before it, so the moments are drawn up to that time and may also come before or after the training proper.
        var random = new Random(6);
        _project.WriteRecipe("base.json", "\"steps\": 150", "\"steps\": 300");
        _project.Write("guided.json", Guided);
        _project.Write("student.json", Student);
        var killed = 0;
        foreach (var (command, recipe, model) in new[] { ("train", "base.json", "tiny"), ("gen-neg", "guided.json", "guided"), ("train", "student.json", "student") })
        {
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
            Assert.Contains("weights.safetensors", files);
            Assert.All(files, file => Assert.Equal(File.ReadAllBytes(_project[$"whole/{model}/1/{file}"]), File.ReadAllBytes(_project[$"parts/{model}/1/{file}"])));
            Assert.Equal(["1"], Directory.EnumerateFileSystemEntries(_project[$"parts/{model}"]).Select(Path.GetFileName));
        }

        Assert.True(killed >= Kills, $"only {killed} of {3 * Kills} kills came in time");
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
}
