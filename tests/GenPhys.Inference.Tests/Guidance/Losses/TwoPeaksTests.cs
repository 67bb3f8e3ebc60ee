using GenPhys.Inference.Guidance;
using GenPhys.Inference.Sampling.Samplers;
using GenPhys.Inference.Sampling.Schedules;
using GenPhys.Inference.Random;

namespace GenPhys.Inference.Tests.Guidance.Losses;

public sealed class TwoPeaksTests
{
    private const string PointTerm = "\"estimator\": \"point\"";

    public static TheoryData<double, double, double, double, double> Table => new()
    {
        { 1, -1.5, -0.101768, -1.3e-19, -0.060353 },
        { 1, -0.5, -0.531866, -7.0e-9, -0.486770 },
        { 1, 0, -0.961538, -24.0754, -1.085220 },
        { 1, 0.5, -1.391210, -38.9200, -1.363810 },
        { 1, 1.5, -1.821310, -11.1906, -0.558496 },
        { 80, -120, -1.53320e-4, -2.22473e-3, -1.27529e-4 },
        { 80, 0, -1.56249e-4, -4.06245e-3, -1.29580e-4 },
        { 80, 120, -1.59178e-4, -5.89742e-3, -1.31556e-4 },
    };

    [Theory]
    [MemberData(nameof(Table))]
    [Trait("Acceptance", "L1")]
    public async Task The_point_estimate_is_the_closed_form_and_many_draws_come_to_the_quadrature(
        double sigma, double x, double exact, double point, double monteCarlo)
    {
        Assert.Equal(exact, TwoPeaks.Exact(x, sigma), 5e-6 * Math.Abs(exact));
        Assert.Equal(point, TwoPeaks.Point(x, sigma), Math.Abs(point) < 1e-6 ? 0.05 * Math.Abs(point) : 5e-6 * Math.Abs(point));
        Assert.Equal(monteCarlo, TwoPeaks.MonteCarlo(x, sigma), 1e-5 * Math.Abs(monteCarlo));

        var g = (await Guided.SumAsync(TwoPeaks.Field(), Guided.Terms(TwoPeaks.Term(PointTerm), [1]), sigma, [x])).States[0];
        Assert.Equal(TwoPeaks.Point(x, sigma), g, 1e-6 * Math.Abs(point));

        // Eight independent estimates of 20,000 draws; their mean within 4 standard errors.
        var draws = await Guided.SumAsync(
            TwoPeaks.Field(), Guided.Terms(TwoPeaks.MonteCarloTerm(20_000), [1]), sigma, [.. Enumerable.Repeat(x, 8)]);
        var (mean, deviation) = Guided.Moments(draws.States);
        Assert.True(deviation > 0);
        Assert.Equal(TwoPeaks.MonteCarlo(x, sigma), mean, 4.5 * deviation / Math.Sqrt(7));
    }

    [Theory]
    [InlineData(1, 1.19, new[] { 18.3, 19.0, 4.6, 0.80 })]
    [InlineData(80, 1.56e-4, new[] { 4.1e-3, 5.5e-3, 3.1e-4, 6.5e-5 })]
    [Trait("Acceptance", "L6")]
    public async Task The_error_falls_as_draws_are_added(double sigma, double size, double[] expected)
    {
        const int rows = 5_000;
        var x = new double[rows];
        var z = new double[2];
        for (var i = 0; i < rows; i++)
        {
            Philox.FillNormal(new NoiseKey(5, (uint)i, NoisePurpose.Data), z);
            x[i] = (i % 2 == 0 ? -1 : 1) + (Math.Sqrt(0.04 + (sigma * sigma)) * z[0]);
        }

        Assert.Equal(size, Math.Sqrt(x.Average(v => Math.Pow(TwoPeaks.Exact(v, sigma), 2))), 0.02 * size);
        string[] terms = [TwoPeaks.Term(PointTerm), .. new[] { 1, 10, 100 }.Select(TwoPeaks.MonteCarloTerm)];
        var errors = new List<double>();
        foreach (var term in terms)
        {
            var g = (await Guided.SumAsync(TwoPeaks.Field(), Guided.Terms(term, [1]), sigma, x)).States;
            errors.Add(Math.Sqrt(g.Select((v, i) => Math.Pow(v - TwoPeaks.Exact(x[i], sigma), 2)).Average()));
        }

        Assert.All(errors.Zip(expected), pair => Assert.InRange(pair.First / pair.Second, 0.7, 1.3));
        Assert.True(errors[3] < errors[2] && errors[2] < Math.Min(errors[0], errors[1]));
    }

    public static TheoryData<string> Schedules => ["edm", "logLinear", "ddpm"];

    [Theory]
    [MemberData(nameof(Schedules))]
    [Trait("Acceptance", "L7")]
    [Trait("Category", "Slow")]
    public async Task A_hundred_draws_sample_the_left_peak_where_the_point_estimate_does_not(string schedule)
    {
        const int rows = 1_000;
        double[] levels = schedule switch
        {
            "edm" => new EdmNoiseSchedule().Levels(20),
            "logLinear" => new LogLinearNoiseSchedule().Levels(20),
            _ => LinearBeta(20),
        };
        async Task<double> Kl(IReadOnlyList<GuidanceTerm> terms)
        {
            var (mean, deviation) = Guided.Moments(await Guided.SampleAsync(TwoPeaks.Field(), terms, new Ddim(), levels, rows));

            // KL(N(-1, 0.2^2) | N(mean, deviation^2)).
            return Math.Log(deviation / 0.2) + ((0.04 + ((mean + 1) * (mean + 1))) / (2 * deviation * deviation)) - 0.5;
        }

        var exact = await Kl([new TestTerm((in lane) => lane.Gradient[0] = TwoPeaks.Exact(lane.X[0], lane.NoiseLevel))]);
        var point = await Kl(Guided.Terms(TwoPeaks.Term(PointTerm), [1]));
        var hundred = await Kl(Guided.Terms(TwoPeaks.MonteCarloTerm(100), [1]));
        Assert.InRange(exact, 0, 0.2);
        Assert.InRange(hundred, 0, 0.15);
        Assert.True(point >= 10 * hundred, $"{point} against {hundred}");
    }

    // The noise levels sqrt((1 - abar)/abar) of 1,000 steps with beta from 1e-4 to 0.02, at 20 evenly spaced ones (Ho et al. 2020).
    private static double[] LinearBeta(int steps)
    {
        var levels = new double[1000];
        var abar = 1.0;
        for (var t = 0; t < 1000; t++)
        {
            abar *= 1 - (1e-4 + ((0.02 - 1e-4) * t / 999));
            levels[t] = Math.Sqrt((1 - abar) / abar);
        }

        return [.. Enumerable.Range(0, steps).Select(i => levels[999 - (int)Math.Round(i * 999.0 / (steps - 1))])];
    }
}
