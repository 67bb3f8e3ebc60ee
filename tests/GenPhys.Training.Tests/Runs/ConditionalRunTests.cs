using GenPhys.Contracts;
using GenPhys.Training.Artifacts;
using GenPhys.Training.Datasets;
using GenPhys.Training.Objectives;
using GenPhys.Training.Recipes;

namespace GenPhys.Training.Tests.Runs;

public sealed class ConditionalRunTests : IDisposable
{
    private static readonly Recipe Recipe = TinyRecipe.Create() with
    {
        Data = new GaussianMixtureData
        {
            Count = 400, HeldOut = 100, Weights = [1, 1], Means = [[-1, 0], [1, 0]], StandardDeviations = [0.3, 0.3], Classes = [0, 1],
        },
        Condition = new ConditionOptions { Dropout = 0.2 },
        Objective = new StableTargetFieldObjective { References = 300 },
        Steps = 600,
        Evaluation = new EvaluationOptions { Every = 600, Samples = 0 },
        Checkpoints = new CheckpointOptions { Every = 200 },
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("genphys-run-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_model_of_two_classes_is_served_with_and_without_its_condition()
    {
        using var run = Start(Recipe, "two", RunStart.New);
        Assert.True(run.Train(new Recorder(), CancellationToken.None));
        await ModelPublisher.PublishAsync(run, Path.Combine(_folder, "models"), replace: false, CancellationToken.None);
        await using var service = await LocalService.OpenAsync(Path.Combine(_folder, "models"), "tiny");

        var both = await RightAsync(service, null);
        Assert.InRange(both, 0.3, 0.7);
        Assert.InRange(await RightAsync(service, new ConditionSpec { Label = 0 }), 0, 0.03);
        Assert.InRange(await RightAsync(service, new ConditionSpec { Label = 1 }), 0.97, 1);

        // Weight 0 takes the condition away again, and a larger one pushes off the other class.
        Assert.Equal(both, await RightAsync(service, new ConditionSpec { Label = 1 }, new ClassifierFreeGuidance { Weight = 0 }));
        Assert.True(await MeanAsync(service, 1, 3) > await MeanAsync(service, 1, 1) + 0.03);
    }

    [Fact]
    public void A_resumed_run_has_the_bits_of_one_left_alone()
    {
        var recipe = Recipe with { Steps = 120, Checkpoints = new CheckpointOptions { Every = 50 } };
        byte[] Weights(Recipe r, string name, RunStart start)
        {
            using var run = Start(r, name, start);
            Assert.True(run.Train(new Recorder(), CancellationToken.None));
            return run.AveragedWeights().ToArray();
        }

        Weights(recipe with { Steps = 70 }, "parts", RunStart.New);
        Assert.Equal(Weights(recipe, "whole", RunStart.New), Weights(recipe, "parts", RunStart.Resume));
    }

    [Fact]
    public void A_condition_needs_data_with_classes()
    {
        Assert.Empty(Recipe.Problems());
        Assert.Equal("condition", Assert.Single((Recipe with { Data = new CheckerboardData() }).Problems()).Member);
        Assert.Equal("condition.dropout", Assert.Single((Recipe with { Condition = new ConditionOptions { Dropout = 1.5 } }).Problems()).Member);
    }

    private TrainingRun Start(Recipe recipe, string name, RunStart start) => new(recipe, recipe.Data.Load("."), Path.Combine(_folder, name), start);

    private static async Task<double> RightAsync(LocalService service, ConditionSpec? condition, params GuidanceSpec[] guidance)
    {
        var x = await DrawAsync(service, condition, guidance);
        return x.Average(value => value > 0 ? 1.0 : 0);
    }

    private static async Task<double> MeanAsync(LocalService service, int label, double weight) =>
        (await DrawAsync(service, new ConditionSpec { Label = label }, [new ClassifierFreeGuidance { Weight = weight }])).Average();

    private static async Task<float[]> DrawAsync(LocalService service, ConditionSpec? condition, GuidanceSpec[] guidance)
    {
        var result = await service.SampleAsync(new SampleRequest { Count = 400, Seed = 5, Condition = condition, Guidance = guidance });
        return [.. result.Samples.Where((_, i) => i % 2 == 0)];
    }
}
