using GenPhys.Inference.Sampling.Samplers;
using GenPhys.Inference.Tests.Engine;

namespace GenPhys.Inference.Tests.Sampling;

public sealed class EdmStochasticTests
{
    private const int Rows = 20_000;

    private static double Gamma(double t, int steps, double sChurn, double sMin, double sMax) =>
        t >= sMin && t <= sMax ? Math.Min(sChurn / steps, Math.Sqrt(2) - 1) : 0;

    [Theory]
    [InlineData(10, 0, double.PositiveInfinity, 1.0)]
    [InlineData(6, 0.05, 50, 1.2)]
    [InlineData(1000, 0.5, 20, 0.7)]
    public async Task On_a_Gaussian_the_variance_follows_the_recursion(double sChurn, double sMin, double sMax, double sNoise)
    {
        const double s = 0.5;
        const int steps = 12;
        var levels = Rig.EdmLevels(steps);
        var variance = levels[0] * levels[0];
        for (var i = 0; i < steps; i++)
        {
            var (t, b) = (levels[i], levels[i + 1]);
            var hat = t * (1 + Gamma(t, steps, sChurn, sMin, sMax));
            variance += sNoise * sNoise * ((hat * hat) - (t * t));
            var d1 = hat / ((hat * hat) + (s * s));
            var euler = 1 + ((b - hat) * d1);
            var factor = b > 0 ? 1 + ((b - hat) * 0.5 * (d1 + (b / ((b * b) + (s * s)) * euler))) : euler;
            variance *= factor * factor;
        }

        var result = await Rig.AloneAsync(
            Rig.Gaussian(s), m => Rig.Job(m, Rows, steps, seed: 5, new EdmStochastic(sChurn, sMin, sMax, sNoise)));
        var n = 2 * Rows;
        Assert.Equal(0, result.States.Average(), 4 * Math.Sqrt(variance / n));
        Assert.Equal(variance, result.States.Average(x => x * x), 4 * variance * Math.Sqrt(2.0 / n));
    }

    // With D = x the flow stands still, so x is the sum of its noise: variances add only if the draws are independent.
    [Fact]
    public async Task The_noise_of_steps_rows_and_coordinates_is_independent()
    {
        const int steps = 8;
        var levels = Rig.EdmLevels(steps);
        var field = new TamperedField(Rig.Gaussian(1)) { Lane = (x, _, denoised) => x.CopyTo(denoised) };
        var result = await Rig.AloneAsync(field, m => Rig.Job(m, Rows, steps, seed: 6, new EdmStochastic(sChurn: 1000)));
        var variance = levels[0] * levels[0];
        foreach (var t in levels)
        {
            var hat = Math.Sqrt(2) * t;
            variance += (hat * hat) - (t * t);
        }

        var x = result.States;
        Assert.Equal(variance, x.Average(v => v * v), 4 * variance * Math.Sqrt(2.0 / x.Length));
        var coordinates = Enumerable.Range(0, Rows).Average(r => x[2 * r] * x[(2 * r) + 1]);
        var rows = Enumerable.Range(0, Rows - 1).Average(r => x[2 * r] * x[2 * (r + 1)]);
        Assert.Equal(0, coordinates, 4 * variance / Math.Sqrt(Rows));
        Assert.Equal(0, rows, 4 * variance / Math.Sqrt(Rows));
    }

    [Fact]
    public void Every_churned_step_draws_from_a_key_of_its_own()
    {
        var ticks = new EdmStochastic(sChurn: 5).Program(Rig.EdmLevels(10)).Ticks;
        var draws = ticks.SelectMany(t => t.Noise).ToArray();
        Assert.Equal(1 + 10, draws.Length);
        Assert.Equal(draws.Length, draws.Select(d => (d.Purpose, d.Step, d.Stage)).Distinct().Count());
    }

    [Theory]
    [InlineData(-1, 0, 1, 1)]
    [InlineData(double.NaN, 0, 1, 1)]
    [InlineData(1, -1, 1, 1)]
    [InlineData(1, 2, 1, 1)]
    [InlineData(1, 0, double.NaN, 1)]
    [InlineData(1, 0, 1, 0)]
    [InlineData(1, 0, 1, double.PositiveInfinity)]
    public void Parameters_out_of_range_are_refused(double sChurn, double sMin, double sMax, double sNoise)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new EdmStochastic(sChurn, sMin, sMax, sNoise));
    }
}
