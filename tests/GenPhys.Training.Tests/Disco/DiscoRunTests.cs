using System.Text;
using System.Text.Json.Nodes;
using GenPhys.Contracts;
using GenPhys.Inference.Codes;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Inference.Networks;
using GenPhys.Inference.Preconditioning;
using GenPhys.Training.Artifacts;
using GenPhys.Training.Datasets;
using GenPhys.Training.Disco;
using GenPhys.Training.NoiseLevels;
using GenPhys.Training.Recipes;
using GenPhys.Training.Tests.Runs;

namespace GenPhys.Training.Tests.Disco;

public sealed class DiscoRunTests : IDisposable
{
    private static readonly Recipe Recipe = TinyRecipe.Create() with
    {
        Data = new EightModesData { Count = 400, HeldOut = 80 },
        Network = new MlpArchitecture { Hidden = [24, 24] },
        Preconditioning = new ComponentPreconditioner { ComponentDeviation = 0.2, SigmaData = 2.1307 },
        Noise = new LogNormalLevels { Mean = 0.25 },
        Codes = new CodeOptions { Sizes = [8], Layout = new CodeLayout { Injection = CodeInjection.Output }, Encoder = new MlpArchitecture { Hidden = [24] }, EntropyBonus = 3 },
        Batch = 64,
        Steps = 300,
        Evaluation = new EvaluationOptions { Every = 300, Draws = 2, Samples = 0 },
        Checkpoints = new CheckpointOptions { Every = 100 },
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("genphys-disco-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_loss_of_a_short_training_falls_along_its_known_curve()
    {
        var losses = new List<double>();
        using var run = Start(Recipe, "golden");
        Assert.True(run.Train(new Recorder(happening => losses.AddRange(happening is StepsDone { Loss: { } loss } ? [loss] : [])), CancellationToken.None));
        double[] golden = [9.530386, 6.161628, 2.015406, 0.994453, 1.772590, 1.729159];
        Assert.Equal(golden.Length, losses.Count);
        Assert.All(golden.Zip(losses), pair => Assert.True(Math.Abs(pair.Second - pair.First) < 0.01 * Math.Abs(pair.First), string.Join(", ", losses)));
    }

    [Fact]
    public void A_resumed_run_has_the_bits_of_one_left_alone()
    {
        var recipe = Several() with { Steps = 60, Checkpoints = new CheckpointOptions { Every = 25 } };
        (byte[], byte[]) Train(Recipe own, string name, RunStart start = RunStart.New)
        {
            using var run = Start(own, name, start);
            Assert.True(run.Train(new Recorder(), CancellationToken.None));
            return (run.AveragedWeights().ToArray(), run.PriorWeights!.ToArray());
        }

        var whole = Train(recipe, "whole");
        Train(recipe with { Steps = 40 }, "parts");
        var parts = Train(recipe, "parts", RunStart.Resume);
        Assert.Equal(whole.Item1, parts.Item1);
        Assert.Equal(whole.Item2, parts.Item2);

        // Stopped in the second stage, the first is not trained again.
        using (var stop = new CancellationTokenSource())
        {
            using var run = Start(recipe, "stopped");
            var stages = 0;
            Assert.False(run.Train(new Recorder(happening =>
            {
                stages += happening is RunStarted ? 1 : 0;
                if (stages == 2)
                {
                    stop.Cancel();
                }
            }), stop.Token));
        }

        var after = Train(recipe, "stopped", RunStart.Resume);
        Assert.Equal(whole.Item1, after.Item1);
        Assert.Equal(whole.Item2, after.Item2);
    }

    [Fact]
    [Trait("Acceptance", "D20")]
    public async Task A_model_of_several_codes_is_served_from_its_artifact()
    {
        var models = Path.Combine(_folder, "models");
        var recipe = Several() with { Steps = 60 };
        using (var run = Start(recipe, "several"))
        {
            Assert.True(run.Train(new Recorder(), CancellationToken.None));
            run.Write(Path.Combine(models, recipe.Name, "1"), null);
        }

        async Task<SampleResult> Sample(IReadOnlyList<int[]>? codes)
        {
            await using var service = await LocalService.OpenAsync(models, recipe.Name);
            return await service.SampleAsync(new SampleRequest { Count = 40, Seed = 5, Codes = codes, Sampler = new HeunSampler { Steps = 8 } });
        }

        var drawn = await Sample(null);
        Assert.Equal(drawn.Samples, (await Sample(null)).Samples);
        Assert.Equal(drawn.Samples, (await Sample(drawn.Codes)).Samples);
        var prefix = await Sample([[1]]);
        Assert.All(prefix.Codes!, code => Assert.Equal((1, 2), (code[0], code.Length)));
        var refused = await Assert.ThrowsAsync<GenPhysException>(() => Sample([[1, 4]]));
        Assert.Equal((ErrorCode.Validation, "/codes/0/1"), (refused.Code, refused.Pointer));
    }

    [Fact]
    [Trait("Acceptance", "D20")]
    public async Task Parts_of_different_trainings_do_not_load()
    {
        var models = Path.Combine(_folder, "models");
        string folder;
        using (var run = Start(Recipe with { Steps = 3 }, "mixed"))
        {
            Assert.True(run.Train(new Recorder(), CancellationToken.None));
            folder = Path.Combine(models, "tiny", "1");
            run.Write(folder, null);
        }

        var file = Path.Combine(folder, ManifestFile.FileName);
        var manifest = JsonNode.Parse(await File.ReadAllTextAsync(file))!;
        foreach (var part in new[] { "prior", "encoder" })
        {
            var changed = manifest.DeepClone();
            changed["latents"]![part]!["snapshot"] = "another";
            await File.WriteAllTextAsync(file, changed.ToJsonString());
            var refused = await Assert.ThrowsAsync<GenPhysException>(() => LocalService.OpenAsync(models, "tiny"));
            Assert.Equal((ErrorCode.ArtifactInvalid, $"/latents/{part}/snapshot"), (refused.Code, refused.Pointer));
        }

        await File.WriteAllTextAsync(file, manifest.ToJsonString());
        await using var service = await LocalService.OpenAsync(models, "tiny");
        Assert.Equal([8], service.Model.CodeSizes!);
    }

    [Theory]
    [InlineData("\"entropyBonus\": 3", "\"entropyBonus\": -3", "codes.entropyBonus")]
    [InlineData("\"dropout\": 0.1", "\"dropout\": 1.5", "codes.dropout")]
    [InlineData("\"dropout\": 0.1", "\"droput\": 0.1", "codes.droput")]
    [InlineData("\"nullFlag\": true", "\"nullFlag\": false", "codes.layout.nullFlag")]
    [InlineData("\"entropyUntil\": 0.7", "\"entropyUntil\": 0", "codes.entropyUntil")]
    [InlineData("\"gumbelTemperature\": 1", "\"gumbelTemperature\": 0", "codes.gumbelTemperature")]
    [InlineData("\"kind\": \"denoising\"", "\"kind\": \"stableTargetField\", \"references\": 64", "codes")]
    public void A_bad_recipe_is_refused_with_its_member(string good, string bad, string member)
    {
        var text = Encoding.UTF8.GetString(RecipeFile.Write(Recipe));
        Assert.Contains(good, text, StringComparison.Ordinal);
        var refused = Assert.Throws<RecipeException>(() => RecipeFile.Parse(Encoding.UTF8.GetBytes(text.Replace(good, bad, StringComparison.Ordinal))));
        Assert.Equal(member, refused.Member);
    }

    private static Recipe Several() => Recipe with
    {
        Codes = new CodeOptions
        {
            Sizes = [4, 3],
            Layout = new CodeLayout { Width = 5, NullFlag = false },
            Encoder = new MlpArchitecture { Hidden = [16] },
            Prior = new CodePriorOptions { Network = new MlpArchitecture { Hidden = [8] }, Steps = 50, Batch = 32 },
        },
        Network = new LeveledMlpArchitecture { CodeWidth = 5, Levels = [new CodeLevel { Width = 8, Slots = 1 }, new CodeLevel { Width = 16, Slots = 1 }] },
    };

    private DiscoRun Start(Recipe recipe, string name, RunStart start = RunStart.New) => new(recipe, recipe.Data.Load(_folder), Path.Combine(_folder, name), start);
}
