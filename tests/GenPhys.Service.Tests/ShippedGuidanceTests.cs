using GenPhys.Service.Tests.Support;

namespace GenPhys.Service.Tests;

/// <summary>The models that ship with trained parts for guidance, through the whole service.</summary>
public sealed class ShippedGuidanceTests
{
    [Fact]
    public async Task Rare_members_of_a_class_are_drawn_with_the_features_of_the_model()
    {
        await using var host = await RunningHost.StartAsync(ModelFolder.Shipped("low-density-classes"));
        async Task<double> Rare(string guidance)
        {
            var answer = await host.Client.SampleAsync(
                $$"""{ "count": 300, "seed": 3, "condition": { "label": 1 }, "guidance": [{{guidance}}] }""", "low-density-classes");
            Assert.Empty(answer.FailedRows);
            return answer.Samples.Average(point => Math.Sqrt((point![0] * point[0]) + (point[1] * point[1])) > 1.75 ? 1.0 : 0);
        }

        var plain = await Rare("");
        var guided = await Rare("""{ "kind": "lowDensity", "label": 1, "alpha": 1, "objective": "plain" }""");
        var both = await Rare("""{ "kind": "classifierFree", "weight": 1.5 }, { "kind": "lowDensity", "label": 1, "alpha": 1, "beta": 0.25, "objective": "plain" }""");
        Assert.InRange(plain, 0.03, 0.2);
        Assert.True(guided > 2 * plain, $"{guided} against {plain}");
        Assert.True(both > plain, $"{both} against {plain}");
    }

    [Fact]
    public async Task A_condition_leaves_samples_in_their_class_and_its_weight_costs_two_evaluations()
    {
        await using var host = await RunningHost.StartAsync(ModelFolder.Shipped("long-tail-classes"));
        async Task<(double Share, double Nfe)> Right(string rest)
        {
            var answer = await host.Client.SampleAsync($$"""{ "count": 200, "seed": 3{{rest}} }""", "long-tail-classes");
            return (answer.Samples.Average(point => Math.Abs(Math.Atan2(point![1], point[0])) < Math.PI / 3 ? 1.0 : 0), answer.Nfe);
        }

        var without = await Right("");
        var told = await Right(""", "condition": { "label": 0 } """);
        var weighed = await Right(""", "condition": { "label": 0 }, "guidance": [{ "kind": "classifierFree", "weight": 2 }] """);
        Assert.InRange(without.Share, 0.2, 0.5);
        Assert.InRange(told.Share, 0.95, 1);
        Assert.InRange(weighed.Share, 0.95, 1);
        Assert.Equal(2 * told.Nfe, weighed.Nfe);
    }

    [Theory]
    [InlineData("normal-pairs")]
    [InlineData("two-modes-pairs")]
    public async Task A_learned_potential_sets_pairs_apart(string model)
    {
        await using var host = await RunningHost.StartAsync(ModelFolder.Shipped(model));
        async Task<double> Near(string guidance)
        {
            var answer = await host.Client.SampleAsync(
                $$"""{ "count": 600, "seed": 3, "sampler": { "kind": "heun", "steps": 18 }, "guidance": [{{guidance}}] }""", model);
            var x = answer.Flat();
            return Enumerable.Range(0, 300).Average(i => Math.Abs(x[2 * i] - x[(2 * i) + 1]) < 0.5 ? 1.0 : 0);
        }

        var independent = await Near("");
        var apart = await Near("""{ "kind": "particles", "potential": "learned", "groupSize": 2 }""");
        Assert.True(apart < independent - 0.03, $"{apart} against {independent}");
    }
}
