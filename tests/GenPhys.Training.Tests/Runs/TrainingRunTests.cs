using GenPhys.Inference.Models.Manifest;
using GenPhys.Inference.Preconditioning;
using GenPhys.Training.Datasets;
using GenPhys.Training.NoiseLevels;
using GenPhys.Training.Objectives;
using GenPhys.Training.Optimisation;
using GenPhys.Training.Recipes;
using TorchSharp;

namespace GenPhys.Training.Tests.Runs;

public sealed class TrainingRunTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("genphys-run-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_short_training_follows_the_golden_curve_of_an_independent_implementation()
    {
        // The same recipe in PyTorch, with Philox and the normal quantile written anew in Python.
        double[] losses = [2.2467734576905367, 2.224240078307054, 2.2486822734834404, 2.203539326845316];
        var recorder = new Recorder();

        using var run = Start(TinyRecipe.Create(), "golden");
        Assert.True(run.Train(recorder, CancellationToken.None));

        var found = recorder.Of<StepsDone>().Select(e => e.Loss!.Value).ToArray();
        Assert.Equal(losses.Length, found.Length);
        Assert.All(losses.Zip(found), pair => Assert.InRange(pair.Second, 0.9999 * pair.First, 1.0001 * pair.First));
        Assert.InRange(run.LastEvaluation!.HeldOutLoss!.Value, 0.9999 * 2.5563127491130317, 1.0001 * 2.5563127491130317);
    }

    [Fact]
    public void Equal_recipes_give_equal_bits_and_another_seed_gives_others()
    {
        var recipe = TinyRecipe.Create() with { Steps = 60 };

        Assert.Equal(Train(recipe, "one"), Train(recipe, "two"));
        Assert.NotEqual(Train(recipe, "three"), Train(recipe with { Seed = 4 }, "four"));
    }

    [Theory]
    [InlineData("pfgmpp")]
    [InlineData("pfgm")]
    public void Poisson_flows_train_too_and_resume_to_the_same_bits(string kind)
    {
        var tiny = TinyRecipe.Create() with { Steps = 100 };
        var recipe = kind == "pfgmpp"
            ? tiny with { Process = new PfgmppProcessSpec { AugmentedDimension = 16 }, Objective = new StableTargetFieldObjective { References = 150 } }
            : tiny with
            {
                Process = new PfgmProcessSpec(),
                Objective = new PoissonFieldObjective { References = 200, LargestExponent = 270 },
                Preconditioning = new PoissonFieldPreconditioner { SigmaData = 1 },
                Noise = new LogUniformLevels { Low = 0.001, High = 40 },
            };
        Assert.Empty(recipe.Problems());
        var recorder = new Recorder();
        using (var run = Start(recipe, "whole-" + kind))
        {
            Assert.True(run.Train(recorder, CancellationToken.None));
        }

        var losses = recorder.Of<StepsDone>().Select(e => e.Loss!.Value).ToArray();
        Assert.True(losses[^1] < losses[0], string.Join(", ", losses));

        Train(recipe with { Steps = 40 }, "parts-" + kind);
        Assert.Equal(Train(recipe, "again-" + kind), Train(recipe, "parts-" + kind, RunStart.Resume));
    }

    [Fact]
    public void An_objective_that_does_not_fit_is_refused_before_the_first_step()
    {
        var recipe = TinyRecipe.Create();
        Assert.Contains("objective", (recipe with { Objective = new PoissonFieldObjective() }).Problems().Select(p => p.Member));
        Assert.Contains("objective", (recipe with { Preconditioning = new PoissonFieldPreconditioner() }).Problems().Select(p => p.Member));
    }

    [Fact]
    public void A_run_that_stops_and_resumes_ends_with_the_bits_of_one_that_does_not()
    {
        var recipe = TinyRecipe.Create() with { Steps = 120 };
        var whole = Train(recipe, "whole");

        foreach (var at in new[] { 50, 100 })
        {
            using var stop = new CancellationTokenSource();
            using var run = Start(recipe, "parts", RunStart.Resume);
            Assert.False(run.Train(new Recorder(e => StopAt(e, at, stop)), stop.Token));
            Assert.Equal(at, run.Step);
        }

        Assert.Equal(whole, Train(recipe, "parts", RunStart.Resume));
        Assert.Equal(LossLines("whole"), LossLines("parts"));
    }

    [Fact]
    public void A_finished_run_can_be_made_longer()
    {
        var recipe = TinyRecipe.Create() with { Steps = 100 };
        Train(recipe with { Steps = 60 }, "longer");

        Assert.Equal(Train(recipe, "whole"), Train(recipe, "longer", RunStart.Resume));
    }

    [Fact]
    public void A_damaged_checkpoint_is_passed_over_for_the_one_before()
    {
        var recipe = TinyRecipe.Create() with { Steps = 120 };
        var whole = Train(recipe, "damaged");
        var newest = Directory.EnumerateDirectories(Path.Combine(_folder, "damaged"), "step-*").Max()!;
        var file = Path.Combine(newest, "tensors.safetensors");
        var bytes = File.ReadAllBytes(file);
        bytes[^1] ^= 1;
        File.WriteAllBytes(file, bytes);
        var recorder = new Recorder();

        using var run = Start(recipe, "damaged", RunStart.Resume);
        Assert.Equal(80, run.Step);
        run.Train(recorder, CancellationToken.None);

        Assert.Contains("step 120 is damaged", Assert.Single(recorder.Of<Warned>()).Message, StringComparison.Ordinal);
        Assert.Equal(whole, run.AveragedWeights().ToArray());
    }

    [Fact]
    public void Only_the_newest_checkpoints_are_kept_and_nothing_half_written_stays()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "kept", "step-000000020.part"));
        Train(TinyRecipe.Create(), "kept");

        Assert.Equal(
            ["step-000000160", "step-000000200"],
            Directory.EnumerateDirectories(Path.Combine(_folder, "kept")).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Checkpoints_are_neither_overwritten_nor_continued_by_another_recipe()
    {
        var recipe = TinyRecipe.Create() with { Steps = 40 };
        Train(recipe, "guarded");

        Assert.Contains("--resume", Refusal(recipe, RunStart.New).Message, StringComparison.Ordinal);
        Assert.Equal("learningRate", Refusal(recipe with { LearningRate = new ConstantRate { Rate = 2e-3 } }, RunStart.Resume).Member);
        Assert.Equal("seed", Refusal(recipe with { Seed = 9 }, RunStart.Resume).Member);
        Assert.Equal("steps", Refusal(recipe with { Steps = 39 }, RunStart.Resume).Member);
        Assert.Equal(Train(recipe, "other"), Train(recipe, "guarded", RunStart.Fresh));

        RecipeException Refusal(Recipe asked, RunStart start) => Assert.Throws<RecipeException>(() => Start(asked, "guarded", start).Dispose());
    }

    [Fact]
    public void Two_processes_cannot_train_the_same_run()
    {
        using var first = Start(TinyRecipe.Create(), "locked");
        Assert.Contains("another process", Assert.Throws<RecipeException>(() => Start(TinyRecipe.Create(), "locked")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gradient_that_is_not_finite_skips_its_step_and_too_many_end_the_run()
    {
        // The loss overflows float32 where sigma is small enough: 1/c_out^2 beyond 1e38.
        var sometimes = TinyRecipe.Create() with { Noise = new LogUniformLevels { Low = 1e-20, High = 80 }, Batch = 1, Steps = 50 };
        var recorder = new Recorder();
        using (var run = Start(sometimes, "sometimes"))
        {
            Assert.True(run.Train(recorder, CancellationToken.None));
            Assert.All(run.AveragedWeights().Tensors, t => Assert.All(t.ToDoubles(), v => Assert.True(double.IsFinite(v))));
        }

        Assert.InRange(recorder.Of<StepsDone>().Last().Skipped, 1, 49);

        using var never = Start(sometimes with { Noise = new LogUniformLevels { Low = 1e-30, High = 1e-29 }, Steps = 200 }, "never");
        Assert.Contains("100 steps", Assert.Throws<TrainingException>(() => never.Train(recorder, CancellationToken.None)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(201, null, "batch")]
    [InlineData(100, 99, "objective.references")]
    [InlineData(100, 201, "objective.references")]
    public void A_batch_that_the_data_cannot_fill_is_refused(int batch, int? references, string member)
    {
        var recipe = TinyRecipe.Create() with { Batch = batch, Objective = new StableTargetFieldObjective { References = references } };
        Assert.Equal(member, Assert.Throws<RecipeException>(() => Start(recipe, "batch")).Member);
    }

    [Fact]
    public void Data_with_a_hole_or_a_single_row_are_refused()
    {
        var recipe = TinyRecipe.Create() with { Batch = 1 };
        var good = new PointSet([1, 2, 3, 4], 2);

        Assert.Contains("row 1, column 0", Refusal(new PointSet([1, 2, double.NaN, 4], 2)), StringComparison.Ordinal);
        Assert.Contains("at least 2", Refusal(new PointSet([1, 2], 2)), StringComparison.Ordinal);

        string Refusal(PointSet points) => Assert.Throws<RecipeException>(
            () => new TrainingRun(recipe, new DataSplit(points, good), Path.Combine(_folder, "hole"), RunStart.New)).Message;
    }

    [Fact]
    public void The_stable_target_lowers_the_training_loss_of_the_same_step()
    {
        var recorders = new Objective[] { new DenoisingObjective(), new StableTargetFieldObjective { References = 200 } }.Select((objective, i) =>
        {
            var recorder = new Recorder();
            using var run = Start(TinyRecipe.Create() with { Objective = objective, Steps = 100 }, $"objective{i}");
            run.Train(recorder, CancellationToken.None);
            return recorder;
        }).ToArray();

        // The variance of the target is part of the loss: two in the plane where sigma is large, next to nothing for the stable one.
        Assert.True(recorders[1].Of<StepsDone>().Last().Loss < 0.75 * recorders[0].Of<StepsDone>().Last().Loss);
    }

    [Fact]
    public void A_run_gives_back_every_tensor()
    {
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        var objective = new StableTargetFieldObjective { References = 150 };

        Train(TinyRecipe.Create() with { Objective = objective, Steps = 60, Evaluation = new EvaluationOptions { Every = 20, Draws = 1, Samples = 16 } }, "tensors");

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Float64_networks_train_too()
    {
        var recipe = TinyRecipe.Create();
        recipe = recipe with { Network = recipe.Network with { Dtype = Inference.Networks.NetworkDtype.Float64 }, Steps = 10 };
        using var run = Start(recipe, "double");
        Assert.True(run.Train(new Recorder(), CancellationToken.None));
        Assert.Equal(Inference.Models.SafeTensors.SafeTensorType.F64, run.AveragedWeights().Tensors[0].Type);
    }

    private static void StopAt(TrainingEvent happening, int step, CancellationTokenSource stop)
    {
        if (happening is StepsDone && happening.Step == step)
        {
            stop.Cancel();
        }
    }

    private TrainingRun Start(Recipe recipe, string name, RunStart start = RunStart.New) =>
        new(recipe, recipe.Data.Load("."), Path.Combine(_folder, name), start);

    private byte[] Train(Recipe recipe, string name, RunStart start = RunStart.New)
    {
        using var run = Start(recipe, name, start);
        Assert.True(run.Train(new Recorder(), CancellationToken.None));
        return run.AveragedWeights().ToArray();
    }

    private string[] LossLines(string name) =>
        [.. File.ReadAllLines(Path.Combine(_folder, name, "log.txt")).Where(line => line.Contains(" loss ", StringComparison.Ordinal))];
}
