using GenPhys.Inference.Latents;

namespace GenPhys.Inference.Tests.Latents;

public sealed class LatentMeanTests
{
    [Fact]
    public void Two_ends_are_joined_by_the_great_circle_at_even_angles_and_a_geometric_radius()
    {
        double[] a = [2, 0], b = [0, 8];
        for (var i = 0; i <= 8; i++)
        {
            var s = i / 8.0;
            var mean = LatentMean.Spherical([a, b], [1 - s, s]);
            var radius = 2 * Math.Pow(4, s);
            Assert.Equal(radius * Math.Cos(s * Math.PI / 2), mean[0], 1e-13);
            Assert.Equal(radius * Math.Sin(s * Math.PI / 2), mean[1], 1e-13);
        }
    }

    [Theory]
    [InlineData(1e-3)]
    [InlineData(1e-6)]
    [InlineData(1e-12)]
    public void Near_ends_keep_their_digits(double angle)
    {
        var mean = LatentMean.Spherical([[1, 0, 0], [Math.Cos(angle), Math.Sin(angle), 0]], [0.25, 0.75]);
        Assert.Equal(0.75 * angle, Math.Atan2(mean[1], mean[0]), 1e-15 + (1e-12 * angle));
    }

    [Fact]
    public void Ends_come_back_bit_for_bit()
    {
        double[] a = [0.1, 1 / 3.0], b = [-7, 2.2];
        Assert.Equal(a, LatentMean.Spherical([a, b], [1, 0]));
        Assert.Equal(b, LatentMean.Spherical([a, b], [0, 1]));
        Assert.Equal(b, LatentMean.Linear([a, b], [0, 1]));
    }

    [Fact]
    public void The_mean_of_many_ends_does_not_depend_on_their_order_and_agrees_with_the_great_circle_of_two()
    {
        double[][] ends = [[3, 0.1, 0.2], [0.3, 2, 0.1], [0.2, 0.4, 4]];
        double[] weights = [0.5, 0.2, 0.3];
        var mean = LatentMean.Spherical(ends, weights);
        var turned = LatentMean.Spherical([ends[2], ends[0], ends[1]], [0.3, 0.5, 0.2]);
        Assert.Equal(mean, turned, (x, y) => Math.Abs(x - y) < 1e-12);

        // The same end twice counts as one of twice the weight.
        var two = LatentMean.Spherical([ends[0], ends[1]], [0.7, 0.3]);
        var split = LatentMean.Spherical([ends[0], ends[0], ends[1]], [0.4, 0.3, 0.3]);
        Assert.Equal(two, split, (x, y) => Math.Abs(x - y) < 1e-12);

        // By symmetry the even mean of the axes is the diagonal.
        var diagonal = LatentMean.Spherical([[1, 0, 0], [0, 1, 0], [0, 0, 1]], [1 / 3.0, 1 / 3.0, 1 / 3.0]);
        Assert.All(diagonal, x => Assert.Equal(1 / Math.Sqrt(3), x, 1e-14));
    }

    [Fact]
    public void Without_a_unique_way_there_is_no_mean()
    {
        Assert.Throws<ArgumentException>(() => LatentMean.Spherical([[1, 0], [-1, 0]], [0.5, 0.5]));
        Assert.Throws<ArgumentException>(() => LatentMean.Spherical([[0, 0], [-1, 0]], [0.5, 0.5]));
    }
}
