using GenPhys.Inference.Guidance;
using GenPhys.Inference.Sampling.Samplers;
using GenPhys.Inference.Sampling.Schedules;

namespace GenPhys.Inference.Tests.Guidance.Losses;

/// <summary>Two linear measurements of four coordinates, with data N(0, I): everything is known in closed form.</summary>
public sealed class LinearPosteriorTests
{
    private const double S = 0.8;
    private static readonly double[,] H = { { 1, 0.5, 0, -0.3 }, { 0, 0.4, -1, 0.6 } };
    private static readonly double[,] Y = { { 1.2 }, { -0.7 } };

    private static IReadOnlyList<GuidanceTerm> Terms(string estimator) => Guided.Terms(
        $$"""
        { "kind": "loss", {{estimator}}, "loss": { "kind": "linear", "measurement": [1.2, -0.7], "standardDeviation": 0.8,
          "operator": { "kind": "matrix", "rows": [[1, 0.5, 0, -0.3], [0, 0.4, -1, 0.6]] } } }
        """, [4]);

    // H^T (s^2 I + r^2 H H^T)^-1, [4, 2].
    private static double[,] Gain(double r2)
    {
        var inner = new double[2, 2];
        for (var a = 0; a < 2; a++)
        {
            for (var b = 0; b < 2; b++)
            {
                inner[a, b] = (a == b ? S * S : 0) + (r2 * Enumerable.Range(0, 4).Sum(j => H[a, j] * H[b, j]));
            }
        }

        var solved = CorrelatedField.Solve(inner, H);
        var gain = new double[4, 2];
        for (var j = 0; j < 4; j++)
        {
            (gain[j, 0], gain[j, 1]) = (solved[0, j], solved[1, j]);
        }

        return gain;
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(3)]
    [Trait("Acceptance", "L4")]
    public async Task Many_draws_give_the_pseudo_inverse_form(double sigma)
    {
        double[] x = [0.5, -1.1, 2, 0.3];
        var j = 1 / (1 + (sigma * sigma));
        var gain = Gain(sigma * sigma * j);
        var expected = new double[4];
        for (var m = 0; m < 2; m++)
        {
            var residual = Y[m, 0] - (j * Enumerable.Range(0, 4).Sum(i => H[m, i] * x[i]));
            for (var i = 0; i < 4; i++)
            {
                expected[i] += j * gain[i, m] * residual;
            }
        }

        var g = (await Guided.SumAsync(CorrelatedField.Identity(4), Terms("\"samples\": 100000"), sigma, x)).States;
        var length = Math.Sqrt(expected.Sum(e => e * e));
        Assert.InRange(Math.Sqrt(g.Zip(expected, (a, b) => (a - b) * (a - b)).Sum()), 0, 0.03 * length);
    }

    [Fact]
    [Trait("Acceptance", "L4")]
    [Trait("Category", "Slow")]
    public async Task The_sampled_posterior_has_the_mean_and_the_covariance_of_the_exact_one()
    {
        const int rows = 4_000;
        var gain = Gain(1);
        var mean = Enumerable.Range(0, 4).Select(i => (gain[i, 0] * Y[0, 0]) + (gain[i, 1] * Y[1, 0])).ToArray();
        var variance = Enumerable.Range(0, 4).Select(i => 1 - (gain[i, 0] * H[0, i]) - (gain[i, 1] * H[1, i])).ToArray();
        async Task<(double Mean, double Variance)> Errors(string estimator)
        {
            var x = await Guided.SampleAsync(
                CorrelatedField.Identity(4), Terms(estimator), new Heun(), new EdmNoiseSchedule().Levels(40), rows);
            var (meanError, varianceError) = (0.0, 0.0);
            for (var i = 0; i < 4; i++)
            {
                var (m, deviation) = Guided.Moments(Enumerable.Range(0, rows).Select(row => x[(4 * row) + i]).ToArray());
                meanError = Math.Max(meanError, Math.Abs(m - mean[i]));
                varianceError = Math.Max(varianceError, Math.Abs((deviation * deviation / variance[i]) - 1));
            }

            return (meanError / mean.Max(Math.Abs), varianceError);
        }

        // Beside 2 % and 5 %, three standard errors of 4,000 rows: 0.016 of a deviation near 1, and 2.2 % of a variance.
        var draws = await Errors("\"samples\": 60");
        Assert.InRange(draws.Mean, 0, 0.02 + (3 * 0.016 / mean.Max(Math.Abs)));
        Assert.InRange(draws.Variance, 0, 0.05 + (3 * 0.022));
        var point = await Errors("\"estimator\": \"point\"");
        Assert.True(point.Variance > 0.2 || point.Mean > 0.2, $"{point}");
    }
}
