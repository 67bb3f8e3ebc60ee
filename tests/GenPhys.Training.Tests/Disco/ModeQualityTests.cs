using GenPhys.Inference.Random;
using GenPhys.Training.Datasets;
using GenPhys.Training.Evaluation;

namespace GenPhys.Training.Tests.Disco;

public sealed class ModeQualityTests
{
    [Fact]
    public void The_cheapest_pairing_is_that_of_trying_all()
    {
        var random = new System.Random(1);
        for (var trial = 0; trial < 20; trial++)
        {
            double[] cost = [.. Enumerable.Range(0, 36).Select(_ => random.NextDouble())];
            Assert.Equal(Permutations([0, 1, 2, 3, 4, 5]).Min(p => p.Select((column, row) => cost[(6 * row) + column]).Sum()), OptimalAssignment.Cost(cost, 6), 1e-12);
        }

        // A shift moves a cloud by its length, whatever the order of its points.
        Assert.Equal(5, OptimalAssignment.Wasserstein2([0, 0, 1, 7, -2, 3], [1, 7, 4, 11, 3, 4], 2), 1e-12);
    }

    [Fact]
    public void Pairing_within_modes_is_the_best_pairing()
    {
        var data = new EightModesData { Count = 160 }.Load(".").Training;
        var other = new EightModesData { Count = 160, Seed = 1 }.Load(".").Training;
        var quality = new ModeQuality(data);
        var samples = other.Values.ToArray();
        Assert.Equal(OptimalAssignment.Wasserstein2(samples, data.Values, 2), quality.EqualCountWasserstein(samples, 20), 1e-12);
        Assert.Equal(other.Labels!, quality.Nearest(samples));
    }

    [Fact]
    [Trait("Acceptance", "D17")]
    public void The_distance_of_the_true_law_is_its_floor()
    {
        var data = new EightModesData { Count = 8000 }.Load(".").Training;
        var quality = new ModeQuality(data);
        var distances = Enumerable.Range(1, 3).Select(seed => quality.EqualCountWasserstein(new EightModesData { Count = 2000, Seed = seed }.Load(".").Training.Values.ToArray(), 250));
        Assert.Equal(0.067, distances.Average(), 0.004);
    }

    [Fact]
    public void Masses_and_strays_are_counted()
    {
        var data = new EightModesData { Count = 8000 }.Load(".").Training;
        var quality = new ModeQuality(data);
        double[] samples = [.. data.Values[..14400], .. Enumerable.Repeat(0.0, 1600)];
        Assert.Equal(0.1, quality.OffModeRate(samples), 0.01);
        double[] one = [.. Enumerable.Range(0, 100).SelectMany(_ => new[] { 3.0, 0 })];
        Assert.Equal(0.875, quality.WorstMassError(one), 1e-12);
        Assert.True(double.IsNaN(quality.EqualCountWasserstein(one, 10)));
        var far = new double[2];
        Philox.FillNormal(new NoiseKey(1, 0, NoisePurpose.Data), far);
        Assert.Equal(0, quality.OffModeRate([3 + (0.1 * far[0]), 0.1 * far[1]]));
    }

    private static IEnumerable<int[]> Permutations(int[] of) => of.Length <= 1
        ? [of]
        : of.SelectMany(first => Permutations([.. of.Where(other => other != first)]).Select(rest => (int[])[first, .. rest]));
}
