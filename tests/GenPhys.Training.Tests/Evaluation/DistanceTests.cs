using GenPhys.Inference.Random;
using GenPhys.Training.Evaluation;

namespace GenPhys.Training.Tests.Evaluation;

public sealed class DistanceTests
{
    [Fact]
    public void On_the_line_the_distance_is_that_of_the_quantile_functions()
    {
        Assert.Equal(1.0 / 3, SlicedWasserstein.OneDimension([0, 1], [0, 0.5, 0.5, 1, 1, 2]), 1e-15);
        Assert.Equal(3, SlicedWasserstein.OneDimension([1, 2, 5], [4, 5, 8]), 1e-15);
        Assert.Equal(0, SlicedWasserstein.OneDimension([1, 2], [1, 1, 1, 2, 2, 2]), 1e-15);
    }

    [Fact]
    public void A_shift_costs_its_length_times_the_mean_cosine_of_the_sphere()
    {
        var a = Cloud(500, 3, 1);
        double[] b = [.. a.Select((x, i) => i % 3 == 1 ? x + 7 : x)];

        // E|u_1| on the unit sphere of three dimensions is 1/2; 4,096 directions know it to about 1 %.
        Assert.Equal(3.5, SlicedWasserstein.Distance(a, b, 3, 4096), 0.1);
        Assert.Equal(0, SlicedWasserstein.Distance(a, a, 3));
    }

    [Fact]
    public void The_discrepancy_sees_a_difference_and_is_unbiased_without_one()
    {
        double mean = 0;
        for (var seed = 0u; seed < 20; seed++)
        {
            mean += MeanDiscrepancy.Squared(Cloud(200, 2, 2 * seed), Cloud(200, 2, (2 * seed) + 1), 2) / 20;
        }

        Assert.Equal(0, mean, 2e-3);
        double[] wide = [.. Cloud(200, 2, 100).Select(x => 2 * x)];
        Assert.InRange(MeanDiscrepancy.Squared(wide, Cloud(200, 2, 101), 2), 0.02, 0.3);
    }

    private static double[] Cloud(int n, int dimension, uint seed)
    {
        var points = new double[n * dimension];
        Philox.FillNormal(new NoiseKey(seed, 0, NoisePurpose.Data), points);
        return points;
    }
}
