using GenPhys.Contracts;
using GenPhys.Contracts.Validation;
using GenPhys.Inference.Constraints;
using GenPhys.Training.Artifacts;
using GenPhys.Training.Datasets;
using GenPhys.Training.Evaluation;
using GenPhys.Training.Recipes;
using GenPhys.Training.Tests.Runs;

namespace GenPhys.Training.Tests.GenNeg;

public sealed class TrafficTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("genphys-traffic-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Scenes_obey_the_rules_with_a_clearance_and_put_vehicles_on_every_lane()
    {
        var data = new TrafficData { Count = 200, HeldOut = 50 };
        var rules = ConstraintRegistry.Create(TrafficData.Rules(0.04), data.Dimension, new ConstraintLimits(), JsonPointer.Root);
        var (scenes, allowed, lanes) = (data.Load(".").Training, data.Oracle(), new HashSet<(int, int)>());
        for (var row = 0; row < scenes.Count; row++)
        {
            Assert.True(rules.Contains(scenes[row]) && allowed(scenes[row]));
            for (var agent = 0; agent < data.Agents; agent++)
            {
                var vehicle = scenes[row].Slice(agent * TrafficData.Features, TrafficData.Features);
                (int Cos, int Sin) lane = ((int)Math.Round(vehicle[4]), (int)Math.Round(vehicle[5]));
                lanes.Add(lane);

                // Traffic keeps to the right of the road's middle.
                Assert.InRange((vehicle[0] * lane.Sin) - (vehicle[1] * lane.Cos), 0.1, 0.3);
            }
        }

        Assert.Equal(4, lanes.Count);
        Assert.Equal([8, 7], data.Shape(data.Dimension));
        Assert.False(allowed(new double[data.Dimension]));
    }

    [Fact]
    public void A_network_of_other_sizes_is_refused_before_the_first_step()
    {
        var recipe = RecipeFile.Read(Path.Combine(Repository.Recipes, "traffic.json"));
        recipe = recipe with { Data = (TrafficData)recipe.Data with { Agents = 5, Count = 200, HeldOut = 10 } };
        var refused = Assert.Throws<RecipeException>(() => new TrainingRun(recipe, recipe.Data.Load("."), _folder, RunStart.New));
        Assert.Equal("network", refused.Member);
    }

    [Fact]
    [Trait("Acceptance", "A13")]
    public void The_first_steps_follow_a_golden_curve()
    {
        double[] golden = [51.1171, 39.9159];
        var recipe = RecipeFile.Read(Path.Combine(Repository.Recipes, "traffic.json")) with { Steps = 100 };
        recipe = recipe with { Data = (TrafficData)recipe.Data with { Count = 2000, HeldOut = 100 }, Evaluation = new EvaluationOptions { Every = 1000, Draws = 1, Samples = 0 } };
        using var run = new TrainingRun(recipe, recipe.Data.Load("."), _folder, RunStart.New);
        var recorder = new Recorder();
        Assert.True(run.Train(recorder, CancellationToken.None));
        Golden.Follows(golden, recorder);
    }

    // Two standard errors of the difference are added, so that the order holds for another processor's samples as well.
    [Fact]
    [Trait("Acceptance", "A13")]
    [Trait("Category", "Slow")]
    public async Task Each_classifier_that_ships_lowers_the_infractions_of_the_scenes()
    {
        const int samples = 1024;
        var allowed = RecipeFile.Read(Path.Combine(Repository.Recipes, "traffic.json")).Data.Oracle()!;
        await using var service = await LocalService.OpenAsync(Repository.Models, "traffic-gen-neg");
        var rates = new double[3];
        for (var count = 0; count < rates.Length; count++)
        {
            var drawn = await service.SampleAsync(new SampleRequest
            {
                Count = samples, Seed = 11, Sampler = new HeunSampler { Steps = 18 }, Guidance = [new ClassifierGuidance { Count = count }],
            });
            Assert.Equal([samples, 6, 7], drawn.Shape);
            rates[count] = (double)Infractions.CountOutside(drawn, allowed) / samples;
        }

        for (var count = 1; count < rates.Length; count++)
        {
            var error = 2 * Math.Sqrt(((rates[count] * (1 - rates[count])) + (rates[count - 1] * (1 - rates[count - 1]))) / samples);
            Assert.True(rates[count] < rates[count - 1] - error, string.Join(", ", rates));
        }
    }
}
