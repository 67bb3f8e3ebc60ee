using GenPhys.Contracts;
using GenPhys.Inference.Networks;
using GenPhys.Training.Artifacts;
using GenPhys.Training.Datasets;
using GenPhys.Training.GenNeg;
using GenPhys.Training.Optimisation;
using GenPhys.Training.Tests.Runs;

namespace GenPhys.Training.Tests.GenNeg;

/// <summary>The whole driver on a base that was hardly trained, so that a stack takes seconds.</summary>
public sealed class GenNegRunTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("genphys-gen-neg-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [Trait("Category", "Slow")]
    [InlineData(ClassBalance.Importance, SetGeneration.Sampling)]
    [InlineData(ClassBalance.TimeIndependent, SetGeneration.Sampling)]
    [InlineData(ClassBalance.Importance, SetGeneration.Sis)]
    public async Task A_run_that_is_stopped_at_every_stage_publishes_the_bytes_of_one_that_is_not(ClassBalance balance, SetGeneration generation)
    {
        await PublishBaseAsync();
        var recipe = Recipe() with { Balance = balance, Generation = generation, Sampler = generation == SetGeneration.Sis ? new DdpmSampler { Steps = 8 } : new HeunSampler { Steps = 5 }, Paths = 20_000 };
        var whole = await RunAsync(recipe, "whole", new Stopper("", out _));
        Assert.NotNull(whole);
        foreach (var stage in new[] { "measured 0", "drawing 1", "training 1 20", "training 1 31", "measured 1", "drawing 2", "training 2 7", "measured 2" })
        {
            await RunAsync(recipe, "parts", new Stopper(stage, out _));
        }

        var parts = await RunAsync(recipe, "parts", new Stopper("", out _));
        Assert.Equal(Content(whole.Value.Folder), Content(parts!.Value.Folder));
        Assert.Equal(2, whole.Value.Metrics.Keys.Count(name => name.StartsWith("alpha", StringComparison.Ordinal)));
        if (generation == SetGeneration.Sis)
        {
            var set = LabelledSet.FromFile(Inference.Models.SafeTensors.SafeTensorsFile.Parse(
                await File.ReadAllBytesAsync(Path.Combine(_folder, "runs", "whole", "iteration-2", "set.safetensors"))));
            Assert.Equal(20_000, set.PositiveCount + set.NegativeCount);
            Assert.Equal(1, set.Weights!.Mean, 0.1);
            Assert.True(set.Weights.EffectiveSize < 20_000 && set.Alpha > (double)set.ValidDraws / set.Draws, "the weights favour what the first classifier does");
        }
    }

    [Fact]
    public async Task Stop_rules_end_the_stack_with_a_reason()
    {
        await PublishBaseAsync();
        var recipe = Recipe();
        var observer = new Stopper("", out var heard);
        var stopped = await RunAsync(recipe with { Name = "rate", StopAtRate = 1 }, "rate", observer);
        Assert.DoesNotContain("alpha2", stopped!.Value.Metrics.Keys);
        Assert.Contains(heard, line => line.Contains("stopAtRate", StringComparison.Ordinal));

        var failure = await Assert.ThrowsAsync<GenNegException>(() => RunAsync(
            recipe with { Name = "rise", StopAtLossRise = 0, LearningRate = new ConstantRate { Rate = 0.3 } }, "rise", new Stopper("", out _)));
        Assert.Contains("stopAtLossRise", failure.Message, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A6: draws that the budget will not hold are refused before the first one")]
    [Trait("Acceptance", "A6")]
    public void Draws_that_the_budget_will_not_hold_are_refused_before_the_first()
    {
        var recipe = Recipe() with { SamplesPerClass = 20_000, MaxDraws = 1_000_000 };
        SetBuilder.ThrowIfTooMany(recipe, 3, 0.0201);
        var failure = Assert.Throws<GenNegException>(() => SetBuilder.ThrowIfTooMany(recipe, 3, 0.0199));
        Assert.Contains("maxDraws (1000000)", failure.Message, StringComparison.Ordinal);
        Assert.Contains("sis", failure.Message, StringComparison.Ordinal);
        Assert.Throws<GenNegException>(() => SetBuilder.ThrowIfTooMany(recipe, 3, 0.9801));
        SetBuilder.ThrowIfTooMany(recipe with { Generation = SetGeneration.Sis }, 3, 0);
    }

    private static GenNegRecipe Recipe() => TinyGenNeg.Create() with
    {
        Base = "tiny",
        Constraint = new CheckerboardConstraint { Origin = [-2, -2], Cell = 1, Columns = 4, Rows = 4, Parity = 0 },
        Data = new CheckerboardData { Count = 200, HeldOut = 100 },
        Iterations = 2,
        Sampler = new HeunSampler { Steps = 5 },
        SamplesPerClass = 9000,
        Network = new ResidualMlpArchitecture { Hidden = 32, Blocks = 1, Embedding = 8 },
        Batch = 64,
        Steps = 40,
        CheckpointEvery = 20,
        EvaluationSamples = 512,
    };

    private async Task PublishBaseAsync()
    {
        var recipe = TinyRecipe.Create() with { Steps = 400 };
        using var run = new TrainingRun(recipe, recipe.Data.Load("."), Path.Combine(_folder, "base"), RunStart.New);
        run.Train(new Recorder(), CancellationToken.None);
        await ModelPublisher.PublishAsync(run, Path.Combine(_folder, "models"), replace: false, CancellationToken.None);
    }

    private async Task<(string Folder, IReadOnlyDictionary<string, double> Metrics)?> RunAsync(GenNegRecipe recipe, string folder, Stopper stopper)
    {
        var models = Path.Combine(_folder, "models");
        using var owned = stopper;
        using var run = new GenNegRun(recipe, models, Path.Combine(_folder, "runs", folder), fresh: false, ".");
        return await run.RunAsync(models, replace: false, stopper, stopper.Token);
    }

    private static IEnumerable<(string Name, string Hash)> Content(string folder) => Directory.EnumerateFiles(folder).Order()
        .Select(file => (Path.GetFileName(file), Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))));

    /// <summary>Cancels where the run has come to a stage.</summary>
    private sealed class Stopper : IGenNegObserver, IDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly string _at;
        private readonly List<string> _heard;

        public Stopper(string at, out List<string> heard) => (_at, _heard) = (at, heard = []);

        public CancellationToken Token => _stop.Token;

        public void Dispose() => _stop.Dispose();

        public void Drawing(int iteration, SetProgress progress, int wanted) => Hear($"drawing {iteration}");

        public T Training<T>(int iteration, int steps, Func<ITrainingObserver, T> work) => work(new Recorder(happening => Hear($"training {iteration} {happening.Step}")));

        public void Ended(string reason) => Hear(reason);

        public void Measured(int iteration, double infractionRate, double heldOutLoss) => Hear($"measured {iteration}");

        private void Hear(string what)
        {
            _heard.Add(what);
            if (what == _at)
            {
                _stop.Cancel();
            }
        }
    }
}
