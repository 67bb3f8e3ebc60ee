using GenPhys.Inference.Engine;
using GenPhys.Inference.Sampling.Samplers;
using GenPhys.Inference.Sampling.Schedules;
using GenPhys.Inference.Tests.Engine;

namespace GenPhys.Inference.Tests.Sampling;

public sealed class EvaluationCountTests
{
    public static TheoryData<Sampler, int, bool, int> Counts => new()
    {
        { new Heun(), 18, true, 35 },
        { new Heun(), 40, true, 79 },
        { new Heun(), 18, false, 34 },
        { new Heun(), 1, true, 1 },
        { new EdmStochastic(sChurn: 10), 18, true, 35 },
        { new Euler(), 18, true, 18 },
        { new Euler(), 40, true, 40 },
        { new Euler(), 18, false, 17 },
    };

    // Without the last step to 0, N points leave N - 1 steps, and Heun then corrects the last one too.
    [Theory]
    [MemberData(nameof(Counts))]
    [Trait("Acceptance", "B9")]
    public async Task The_engine_counts_the_evaluations_of_a_sampler(Sampler sampler, int points, bool toZero, int evaluations)
    {
        double[] levels = [.. new EdmNoiseSchedule().Levels(points), .. toZero ? [0.0] : Array.Empty<double>()];

        await using var engine = new InferenceEngine();
        var model = await engine.AddModelAsync("modes", Rig.EightModes());
        var program = sampler.Program(levels);
        var result = await engine.SubmitAsync(new() { Model = model, Program = program, Rows = 3 }).Within();
        Assert.All(result.Evaluations, n => Assert.Equal(evaluations, n));
        Assert.Equal(3 * evaluations, engine.Statistics.Lanes);
        Assert.Equal(new LaneCount(evaluations, 0), program.MaximumLanes);
    }

    [Theory]
    [InlineData(new double[0])]
    [InlineData(new[] { 1.0 })]
    [InlineData(new[] { 1.0, 1.0 })]
    [InlineData(new[] { 1.0, 2.0 })]
    [InlineData(new[] { 1.0, double.NaN })]
    [InlineData(new[] { double.NaN, 1.0 })]
    [InlineData(new[] { 1.0, 0.0, -1.0 })]
    [InlineData(new[] { 1.0, 0.0, 0.0 })]
    [InlineData(new[] { double.PositiveInfinity, 1.0, 0.0 })]
    public void A_grid_that_does_not_decrease_to_0_or_above_is_refused(double[] levels)
    {
        Assert.Throws<ArgumentException>(() => new Heun().Program(levels));
        Assert.Throws<ArgumentException>(() => new Euler().Program(levels));
    }
}
