using GenPhys.Inference.Random;
using GenPhys.Training.Evaluation;

namespace GenPhys.Training.Tests.Evaluation;

public sealed class RarityMeasuresTests
{
    [Fact]
    public void Neighbours_on_a_line_are_as_by_hand()
    {
        var line = new Neighbours([0, 1, 2, 3, 10], 1);
        Assert.Equal(2.6 / 3, line.MeanDistance([0.4], 3), 1e-12);
        Assert.Equal((0.4, 0.6), line.TwoNearest([0.4]));
        Assert.Equal((0, 1), line.TwoNearest([2.0]));

        // k = 2 at 4: neighbours 3 and 2. d_2 of 3 is 2 (to 2 and 1), of 2 is 1; reachability 2 and 2, so lrd = 1/2.
        // lrd(3): neighbours 2 and 1, reachability max(1, 1) and max(2, 2): 1/1.5. lrd(2): neighbours 1 and 3, max(1, 1) and max(2, 1): 1/1.5.
        // d_2 of 1 is 1 (0 and 2). LOF(4) = (2/3) / (1/2).
        Assert.Equal(4.0 / 3, line.OutlierFactor([4.0], 2), 1e-10);
        Assert.True(line.OutlierFactor([7.0], 2) > 2);
    }

    [Fact]
    public void Duplicates_do_not_divide_by_zero()
    {
        var doubled = new Neighbours([1, 1, 1, 1, 5, 6], 1);
        Assert.True(double.IsFinite(doubled.OutlierFactor([1.0], 2)));
        Assert.True(doubled.OutlierFactor([1.5], 2) > 1e6);
    }

    [Fact]
    public void The_outlier_factor_is_about_1_inside_a_cloud_and_large_outside()
    {
        var cloud = new double[4000];
        Philox.FillNormal(new NoiseKey(1, 0, NoisePurpose.Data), cloud);
        var neighbours = new Neighbours(cloud, 2);
        Assert.InRange(neighbours.OutlierFactor([0.1, -0.2]), 0.9, 1.1);
        Assert.True(neighbours.OutlierFactor([6, 6]) > 5);
    }

    [Fact]
    public void The_rank_test_has_the_published_normal_approximation()
    {
        // U = 0 of 4 x 5: z = (0 + 0.5 - 10) / sqrt(4 * 5 * 10 / 12) = -2.327, so p = 0.00998.
        Assert.Equal(0.009982, MannWhitney.SmallerProbability([1.0, 2, 3, 4], [5.0, 6, 7, 8, 9]), 2e-5);
        Assert.True(MannWhitney.SmallerProbability([5.0, 6, 7, 8, 9], [1.0, 2, 3, 4]) > 0.99);

        // Ties: ranks 2, 2 and 2 for the three ones; nothing speaks for either side.
        Assert.InRange(MannWhitney.SmallerProbability([1.0, 1], [1.0, 2]), 0.3, 0.6);
        Assert.Equal(1, MannWhitney.SmallerProbability([1.0], [1.0]));
    }

    [Fact]
    public void Bands_and_their_cost_are_as_by_hand()
    {
        Assert.Equal([1, 2.5, 4], HardnessBands.Percentiles([4.0, 1, 2, 3], 0, 50, 100));
        double[] edges = [0, 10];
        Assert.Equal([0, 1, 1, 2], new double[] { -1, 0, 9.9, 10 }.Select(h => HardnessBands.Of(h, edges)));
        Assert.Equal([2, 4, 4], HardnessBands.Cost([-1, -2, 5, 11], edges));
        Assert.Equal(double.PositiveInfinity, HardnessBands.Cost([-1.0], edges)[2]);
    }
}
