using GenPhys.Inference.Random;
using GenPhys.Inference.Sampling.Samplers;
using GenPhys.Inference.Tests.Engine;

namespace GenPhys.Inference.Tests.Sampling;

public sealed class HeunAccuracyTests
{
    // What the engine makes of a prior draw, over the exact solution x(0) = x(T) s/sqrt(T^2 + s^2) of the flow, minus 1.
    private static async Task<double> ErrorAsync(double s, int steps, Sampler sampler)
    {
        var result = await Rig.AloneAsync(Rig.Gaussian(s), m => Rig.Job(m, 3, steps, seed: 7, sampler));
        var noise = new double[2];
        Philox.FillNormal(new NoiseKey(7, 2, NoisePurpose.Prior), noise);
        var exact = 80 * noise[1] * s / Math.Sqrt((80 * 80) + (s * s));
        return (result.States[5] / exact) - 1;
    }

    [Theory]
    [Trait("Acceptance", "B5")]
    [InlineData(10, 0.21962, 5e-6)]
    [InlineData(18, 0.05527, 5e-6)]
    [InlineData(40, 0.009773, 5e-7)]
    [InlineData(80, 0.002310, 5e-7)]
    public async Task Heun_on_a_Gaussian_of_deviation_one_half_has_the_published_error(int steps, double error, double tolerance)
    {
        Assert.Equal(error, await ErrorAsync(0.5, steps, new Heun()), tolerance);
    }

    [Theory]
    [Trait("Acceptance", "B6")]
    [InlineData(10, 0.17553, 1e-5)]
    [InlineData(18, 0.04481, 5e-6)]
    [InlineData(40, 0.007980, 5e-7)]
    [InlineData(80, 0.001895, 5e-7)]
    public async Task Heun_on_a_Gaussian_of_deviation_one_has_the_published_error(int steps, double error, double tolerance)
    {
        Assert.Equal(error, await ErrorAsync(1, steps, new Heun()), tolerance);
    }

    [Fact]
    [Trait("Acceptance", "B7")]
    public async Task Heun_is_second_order_and_Euler_first()
    {
        var heun = await ErrorAsync(0.5, 40, new Heun()) / await ErrorAsync(0.5, 80, new Heun());
        Assert.InRange(heun, 3.8, 4.6);
        var euler = await ErrorAsync(0.5, 400, new Euler()) / await ErrorAsync(0.5, 800, new Euler());
        Assert.InRange(euler, 1.9, 2.1);
    }

    [Fact]
    public async Task A_mean_away_from_zero_moves_the_solution_with_it()
    {
        var centred = await Rig.AloneAsync(Rig.Gaussian(0.5), m => Rig.Job(m, 1, 200));
        var moved = await Rig.AloneAsync(Rig.Gaussian(0.5, 1.25, -2), m => Rig.Job(m, 1, 200));

        // x(0) = mu + (x(T) - mu) s/sqrt(T^2 + s^2): the mean itself is forgotten but for that factor.
        var left = 1 - (0.5 / Math.Sqrt((80 * 80) + 0.25));
        Assert.Equal(1.25 * left, moved.States[0] - centred.States[0], 1e-4);
        Assert.Equal(-2 * left, moved.States[1] - centred.States[1], 1e-4);
    }
}
