using GenPhys.Inference.Engine;
using GenPhys.Inference.Fields;
using GenPhys.Inference.Guidance;
using GenPhys.Inference.Guidance.Classifiers;
using GenPhys.Inference.Sampling.Samplers;
using GenPhys.Inference.Sampling.Schedules;
using GenPhys.Inference.Tests.Engine;

namespace GenPhys.Inference.Tests.Guidance.Classifiers;

public sealed class GuidedToyTests
{
    private const int Rows = 20_000;

    private static async Task<double[]> Sample(int steps, double? shift, int rows = Rows) => await Guided.SampleAsync(
        Toys.Field1(),
        shift is null ? [] : [new ClassifierTerm(Toys.Classifier1(), shift.Value)],
        new Heun(), new LogLinearNoiseSchedule().Levels(steps), rows);

    private static double Infractions(double[] x) => x.Average(v => v is >= -1.5 and <= 1.25 ? 0.0 : 1);

    // Kolmogorov-Smirnov distance to the mixture truncated to the interval.
    private static double Distance(double[] x)
    {
        static double Phi(double z) => Math.Exp(NormalLaw.LogCdf(z));
        static double Cdf(double v) => (0.6 * (Phi((v + 1) / 0.5) - Phi(-1))) + (0.4 * (Phi((v - 1) / 0.5) - Phi(-5)));
        var sorted = x.Order().ToArray();
        var total = Cdf(1.25);
        Assert.Equal(Toys.Alpha1, total, 1e-7);
        return sorted.Select((v, i) =>
        {
            var cdf = Math.Clamp(Cdf(v) / total, 0, 1);
            return Math.Max(Math.Abs(cdf - ((double)i / sorted.Length)), Math.Abs(cdf - ((i + 1.0) / sorted.Length)));
        }).Max();
    }

    [Theory]
    [InlineData(100, 0.015)]
    [InlineData(40, 0.015)]
    [InlineData(18, 0.03)]
    [Trait("Acceptance", "A2")]
    [Trait("Category", "Slow")]
    public async Task The_exact_classifier_samples_the_truncated_law(int steps, double distance)
    {
        var x = await Sample(steps, 0);
        Assert.InRange(Infractions(x), 0, 1e-3);
        Assert.InRange(Distance(x), 0, distance);
    }

    [Fact]
    [Trait("Acceptance", "A2")]
    public async Task Without_the_classifier_a_fifth_of_the_samples_lie_outside() =>
        Assert.InRange(Infractions(await Sample(100, null)), 0.2186 - 0.009, 0.2186 + 0.009);

    [Fact]
    [Trait("Acceptance", "A3")]
    [Trait("Category", "Slow")]
    public async Task A_wrong_prior_guides_too_much_or_too_little()
    {
        // A classifier for the prior pi has the logit of the right one plus logit pi - logit alpha.
        var half = await Sample(40, -Toys.Logit(Toys.Alpha1));
        Assert.Equal(0, Infractions(half), 1e-3);
        Assert.True(Distance(half) >= 0.08);
        Assert.InRange(Guided.Moments(half).Deviation, 0.659, 0.699);

        var nearlyOne = await Sample(40, Toys.Logit(0.99) - Toys.Logit(Toys.Alpha1));
        Assert.True(Infractions(nearlyOne) >= 0.10);
    }

    [Fact]
    [Trait("Acceptance", "A5")]
    public void Guided_likelihoods_of_valid_points_rise_by_minus_log_alpha()
    {
        var (field, classifier) = (Toys.Field1(), Toys.Classifier1());
        var lanes = new LaneBatch(1);
        lanes.Resize(1);
        double Slope(double x, double sigma, bool guided)
        {
            (lanes.X[0], lanes.NoiseLevel[0]) = (x, sigma);
            field.Evaluate(lanes);
            var (log, g) = (new double[1], new double[1]);
            if (guided)
            {
                classifier.Evaluate([x], [sigma], [0], log, g);
            }

            return x - lanes.Denoised[0] - (sigma * sigma * g[0]);
        }

        // The flow dx/du = x - D in u = ln sigma, from 0.002 to 80 by the classical Runge-Kutta method.
        double Encode(double x, bool guided)
        {
            const int steps = 1500;
            var h = Math.Log(80 / 0.002) / steps;
            for (var i = 0; i < steps; i++)
            {
                var (a, b, c) = (0.002 * Math.Exp(i * h), 0.002 * Math.Exp((i + 0.5) * h), 0.002 * Math.Exp((i + 1) * h));
                var k1 = Slope(x, a, guided);
                var k2 = Slope(x + (0.5 * h * k1), b, guided);
                var k3 = Slope(x + (0.5 * h * k2), b, guided);
                var k4 = Slope(x + (h * k3), c, guided);
                x += h / 6 * (k1 + (2 * k2) + (2 * k3) + k4);
            }

            return x;
        }

        // log p(x) = log N(z; 0, 80^2) + log |dz/dx|.
        double LogDensity(double x, bool guided)
        {
            const double e = 1e-4;
            var (z, slope) = (Encode(x, guided), (Encode(x + e, guided) - Encode(x - e, guided)) / (2 * e));
            return (-0.5 * z * z / 6400) + Math.Log(Math.Abs(slope));
        }

        double[] valid = [-1.45, -1.2, -1, -0.8, -0.5, -0.2, 0, 0.3, 0.6, 0.9, 1.1, 1.2];
        var rises = valid.Select(x => LogDensity(x, guided: true) - LogDensity(x, guided: false)).ToArray();
        Assert.Equal(-Math.Log(Toys.Alpha1), rises.Average(), 0.05);
        Assert.True(rises.Average() > 0.15);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [Trait("Acceptance", "A11")]
    public async Task Each_classifier_costs_one_evaluation_of_all_rows_a_step_and_nothing_else_more(int k)
    {
        const int rows = 9, steps = 6;
        var stack = Enumerable.Range(0, k).Select(_ => new Counting(Toys.Classifier1())).ToArray();
        var field = new CorrelatedField(new[,] { { 1.0 } }, 1);
        GuidanceTerm[] terms = [.. stack.Select(classifier => new ClassifierTerm(classifier, 0))];
        var levels = new EdmNoiseSchedule().Levels(steps);
        await Guided.SampleAsync(field, terms, new Euler(), levels, rows);
        Assert.Equal(Enumerable.Repeat((false, rows), steps), field.Calls);
        Assert.All(stack, classifier => Assert.Equal(Enumerable.Repeat(rows, steps), classifier.Calls));

        // And the price that requests are admitted by is 1 + cK.
        await using var engine = new InferenceEngine();
        var model = await engine.AddModelAsync("toy", Toys.Field1());
        double Price(int count) => Pricing.OfRow(new EngineJob
        {
            Model = model, Rows = 1, Program = new Euler().Program([.. levels, 0]), Terms = [.. Enumerable.Repeat(new ClassifierTerm(Toys.Classifier1(), 0), count)],
        });
        Assert.Equal(Price(0) + (k * (Price(1) - Price(0))), Price(k), 1e-9);
        Assert.True(Price(1) > Price(0));
    }

    private sealed class Counting(MixtureRegionClassifier inner) : Classifier
    {
        public List<int> Calls { get; } = [];

        public override int Dimension => inner.Dimension;

        public override double Cost => inner.Cost;

        public override void Evaluate(
            ReadOnlySpan<double> x, ReadOnlySpan<double> noiseLevel, ReadOnlySpan<double> shift, Span<double> logProbability, Span<double> gradient)
        {
            Calls.Add(noiseLevel.Length);
            inner.Evaluate(x, noiseLevel, shift, logProbability, gradient);
        }
    }

    [Fact]
    public async Task Several_requests_share_one_evaluation_of_a_classifier_and_keep_their_bits()
    {
        using var classifier = Toys.Classifier2();
        EngineJob Job(EngineModel m, int rows, double shift) => new()
        {
            Model = m, Rows = rows, Seed = (ulong)rows, Terms = [new ClassifierTerm(classifier, shift)],
            Program = new Heun().Program([.. new EdmNoiseSchedule().Levels(9), 0]),
        };
        var alone = new[] { await Rig.AloneAsync(Toys.Field2(), m => Job(m, 5, 0)), await Rig.AloneAsync(Toys.Field2(), m => Job(m, 8, 1)) };
        await using var engine = new InferenceEngine();
        var model = await engine.AddModelAsync("toy", Toys.Field2());
        Task<EngineResult>[] together;
        using (await DevicePause.BeginAsync(engine))
        {
            together = [engine.SubmitAsync(Job(model, 5, 0)), engine.SubmitAsync(Job(model, 8, 1))];
        }

        Bits.Equal(alone[0], await together[0]);
        Bits.Equal(alone[1], await together[1]);
    }
}
