using GenPhys.Contracts;
using GenPhys.Inference.Engine;
using GenPhys.Inference.Fields;
using GenPhys.Inference.Guidance;
using GenPhys.Inference.Guidance.Losses;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Inference.Models.SafeTensors;
using GenPhys.Inference.Networks;
using GenPhys.Inference.Sampling.Samplers;
using GenPhys.Inference.Tests.Engine;

namespace GenPhys.Inference.Tests.Guidance.Losses;

public sealed class LossTermTests
{
    private const string Terminal = """{ "kind": "terminal", "target": [0.4, -0.7], "weight": 3 }""";

    // The shipped network, its weights widened to float64 so that differences show more than rounding.
    private static NetworkField Trained()
    {
        var folder = Path.Combine(RepositoryRoot(), "models", "checkerboard", "1");
        var manifest = ManifestFile.Read(folder);
        var field = (NetworkFieldSpec)manifest.Field;
        var weights = SafeTensorsFile.Parse(new ArtifactFiles(folder).Read(field.Weights, "/field/weights"));
        var wide = new SafeTensorsFile(weights.Tensors.Select(t => SafeTensor.Of(t.Name, t.Shape, t.ToDoubles())));
        return NetworkField.Create(field.Architecture with { Dtype = NetworkDtype.Float64 }, wide, manifest.Preconditioning!, 2);
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "GenPhys.sln")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }

    [Theory]
    [InlineData(0.15, "point", "")]
    [InlineData(0.15, "monteCarlo", ", \"samples\": 7")]
    [InlineData(2, "monteCarlo", ", \"samples\": 20, \"width\": { \"kind\": \"diagonal\", \"standardDeviations\": [0.5, 2] }")]
    [Trait("Acceptance", "L2")]
    public async Task The_gradient_through_a_trained_network_is_that_of_the_estimated_likelihood(double sigma, string estimator, string rest)
    {
        double[] x = [0.9, -0.2];
        var terms = Guided.Terms($$"""{ "kind": "loss", "loss": {{Terminal}}, "estimator": "{{estimator}}"{{rest}} }""", [2]);
        async Task<EngineResult> At(double[] point) => await Guided.SumAsync(Trained(), terms, sigma, point, seed: 3);
        var g = (await At(x)).States;
        for (var j = 0; j < 2; j++)
        {
            // The reported loss is -log of the estimate, with the same draws at both points.
            const double h = 1e-5;
            double[] Moved(double by) => [.. x.Select((v, i) => i == j ? v + by : v)];
            var difference = (await At(Moved(h))).Guidance![0]!.LastLoss - (await At(Moved(-h))).Guidance![0]!.LastLoss;
            Assert.Equal(-difference / (2 * h), g[j], 1e-6 * Math.Max(1, Math.Abs(g[j])));
        }

        Assert.True(Math.Abs(g[0]) > 0.01);
    }

    [Theory]
    [InlineData(0.1, -1.507481, -0.300563, -0.356546)]
    [InlineData(0.1, 0.301496, -0.139577, -0.128295)]
    [InlineData(1, -2.121320, -0.206722, -0.814039)]
    [InlineData(1, 0.424264, -0.397243, -0.142641)]
    [InlineData(1, 2.828427, -0.330158, -0.350000)]
    [InlineData(10, 3.014963, -0.006714, -0.006340)]
    [InlineData(10, 20.099751, -0.006933, -0.003068)]
    [Trait("Acceptance", "L3")]
    public async Task For_Gaussian_data_of_unit_variance_the_draws_are_exact_for_any_loss(double sigma, double x, double exact, double point)
    {
        var width = DrawWidth.Create(null, Context([1]));
        var terms = new GuidanceTerm[] { new LossTerm(new Quartic(), new DrawEstimate(100_000, width, LossGradient.Draws), null) };
        var draws = await Guided.SumAsync(Rig.Gaussian(1, 0), terms, sigma, [.. Enumerable.Repeat(x, 6)]);
        var (mean, deviation) = Guided.Moments(draws.States);
        Assert.Equal(exact, mean, (4.5 * deviation / Math.Sqrt(5)) + 1e-6);
        Assert.True(deviation < 0.02 * Math.Abs(exact));

        var atPoint = await Guided.SumAsync(Rig.Gaussian(1, 0), [new LossTerm(new Quartic(), null, null)], sigma, [x]);
        Assert.Equal(point, atPoint.States[0], 2e-6);

        // The score of the draws estimates the same gradient, less well.
        var score = new LossTerm(new Quartic(), new DrawEstimate(100_000, width, LossGradient.Score), null);
        var (scored, scatter) = Guided.Moments((await Guided.SumAsync(Rig.Gaussian(1, 0), [score], sigma, [.. Enumerable.Repeat(x, 6)])).States);
        Assert.Equal(exact, scored, 5 * scatter / Math.Sqrt(5));
    }

    [Fact]
    [Trait("Acceptance", "L5")]
    public async Task Without_width_the_draws_are_the_point_estimate_and_one_draw_is_unbiased_for_the_mean_gradient()
    {
        const double sigma = 0.7;
        double[] x = [0.3, -0.9];
        string Term(string rest) => $$"""{ "kind": "loss", "loss": { "kind": "logistic", "normal": [2, -1], "offset": 0.2, "steepness": 3 }{{rest}} }""";
        var point = await Guided.SumAsync(Rig.EightModes(), Guided.Terms(Term(""", "estimator": "point" """), [2]), sigma, x);
        var narrow = await Guided.SumAsync(
            Rig.EightModes(), Guided.Terms(Term(""", "samples": 9, "width": { "kind": "constant", "value": 0 } """), [2]), sigma, x);
        Bits.Equal(point.States, narrow.States);

        const int rows = 40_000;
        var one = await Guided.SumAsync(
            Rig.Gaussian(1, 0), Guided.Terms("""{ "kind": "loss", "samples": 1, "loss": { "kind": "logistic", "normal": [2], "offset": 0.2, "steepness": 3 } }""", [1]),
            sigma, [.. Enumerable.Repeat(0.3, rows)]);
        var (mean, deviation) = Guided.Moments(one.States);
        var k = 1 / (1 + (sigma * sigma));
        var r = sigma / Math.Sqrt(1 + (sigma * sigma));
        var (expected, total) = (0.0, 0.0);
        for (var i = -8000; i <= 8000; i++)
        {
            var e = i * 1e-3;
            var p = Math.Exp(-0.5 * e * e);
            total += p;
            expected -= p * k * 6 / (1 + Math.Exp(-3 * ((2 * ((k * 0.3) + (r * e))) - 0.2)));
        }

        Assert.Equal(expected / total, mean, 4 * deviation / Math.Sqrt(rows));
        Assert.True(deviation > 0.5);
    }

    [Theory]
    [InlineData("\"estimator\": \"point\"")]
    [InlineData("\"samples\": 1")]
    [InlineData("\"samples\": 100")]
    [Trait("Acceptance", "L10")]
    public async Task Every_step_costs_one_forward_and_one_backward_pass_whatever_the_number_of_draws(string estimator)
    {
        var field = CorrelatedField.Identity(2);
        var terms = Guided.Terms($$"""{ "kind": "loss", "loss": {{Terminal}}, {{estimator}} }, { "kind": "loss", "loss": { "kind": "waypoint", "frame": 0, "target": [0, 0] }, {{estimator}} }""", [2]);
        await Guided.SampleAsync(field, terms, new Euler(), Rig.EdmLevels(9)[..9], rows: 5);
        Assert.Equal(Enumerable.Repeat((true, 5), 9), field.Calls);
    }

    [Theory]
    [InlineData("point")]
    [InlineData("monteCarlo")]
    [Trait("Acceptance", "L11")]
    public async Task Guiding_the_predicted_noise_of_a_variance_preserving_model_walks_the_same_path(string estimator)
    {
        // Data N(0, s^2) and l = |x0 - y|^2/2 on one coordinate; the draws are left out of the noise by a width of 0.
        const double s = 0.6, y = 1.3;
        var rest = estimator == "point" ? "" : """, "samples": 3, "width": { "kind": "constant", "value": 0 } """;
        var terms = Guided.Terms(
            $$"""{ "kind": "loss", "estimator": "{{estimator}}", "loss": { "kind": "terminal", "target": [{{y}}], "weight": 0.5 }{{rest}} }""", [1]);
        double[] abar = [.. Enumerable.Range(0, 25).Select(i => 0.004 + (0.99 * i / 24.0))];
        double[] levels = [.. abar.Select(a => Math.Sqrt((1 - a) / a))];
        var states = await Guided.SampleAsync(Rig.Gaussian(s, 0), terms, new Ddim(), levels, rows: 4, seed: 2);
        var z = new double[1];
        for (var row = 0; row < 4; row++)
        {
            Inference.Random.Philox.FillNormal(new Inference.Random.NoiseKey(2, (uint)row, Inference.Random.NoisePurpose.Prior), z);
            var x = Math.Sqrt(abar[0]) * levels[0] * z[0];
            for (var i = 0; i < abar.Length; i++)
            {
                // Everything in the model's own variables: x = sqrt(abar) x0 + sqrt(1 - abar) e.
                var a = abar[i];
                var variance = (a * s * s) + 1 - a;
                var x0 = Math.Sqrt(a) * s * s * x / variance;
                var gradient = -(x0 - y) * Math.Sqrt(a) * s * s / variance;
                var e = ((x - (Math.Sqrt(a) * x0)) / Math.Sqrt(1 - a)) - (Math.Sqrt(1 - a) * gradient);
                var next = i + 1 < abar.Length ? abar[i + 1] : 1;
                x = (Math.Sqrt(next) * (x - (Math.Sqrt(1 - a) * e)) / Math.Sqrt(a)) + (Math.Sqrt(1 - next) * e);
            }

            Assert.Equal(x, states[row], 1e-5);
        }
    }

    // Measured by `scripts/bench guidance`: 100 draws of a logistic loss take 1.4 lanes of the checkerboard network, of 0.59 million operations; one point 0.01.
    [Fact]
    public void Draws_are_priced_at_about_what_they_take()
    {
        var lane = new ResidualMlpArchitecture { Hidden = 256, Blocks = 2, Embedding = 128 }.MegaFlopsPerRow(2, 2);
        var draws = new LossTerm(new Logistic([2, -1], 0.2, 9), new DrawEstimate(100, DrawWidth.Create(null, Context([2])), LossGradient.Draws), null);
        Assert.InRange(draws.Cost(2) / lane, 0.7, 2.8);
        Assert.InRange(new LossTerm(new Logistic([2, -1], 0.2, 9), null, null).Cost(2) / lane, 0.002, 0.02);
    }

    [Fact]
    [Trait("Acceptance", "L12")]
    public async Task Draws_depend_on_seed_row_step_stage_and_term_alone_and_not_on_the_chunks_they_come_in()
    {
        double[] x = [0.3, -0.9, 0.3, -0.9];
        GuidanceTerm Term(int chunk, int draws = 50) => new LossTerm(
            new Logistic([2, -1], 0.2, 9), new DrawEstimate(draws, DrawWidth.Create(null, Context([2])), LossGradient.Draws, chunk), null);
        async Task<double[]> Sum(GuidanceTerm term, ulong seed = 1) => (await Guided.SumAsync(Rig.EightModes(), [term], 0.8, x, seed)).States;

        var whole = await Sum(Term(1 << 15));
        var again = await Sum(Term(1 << 15));
        Bits.Equal(whole, again);
        Assert.NotEqual(whole[..2], whole[2..]);
        Assert.NotEqual(whole, await Sum(Term(1 << 15), seed: 2));
        foreach (var chunk in new[] { 2, 14, 60 })
        {
            var parts = await Sum(Term(chunk));
            for (var i = 0; i < 4; i++)
            {
                Assert.Equal(whole[i], parts[i], 1e-12);
            }
        }

        // Two equal terms of one request draw different noise; with the same noise each would be half of the sum.
        var two = (await Guided.SumAsync(Rig.EightModes(), [Term(1 << 15), Term(1 << 15)], 0.8, x)).States;
        Assert.NotEqual(2 * whole[0], two[0], 1e-3);

        // The state after two steps differs where the second step's draws differ from the first's.
        var alone = await Rig.AloneAsync(Rig.EightModes(), m => Rig.Job(m, 6, 9, seed: 5) with { Terms = [Term(1 << 15)] });
        var more = await Rig.AloneAsync(Rig.EightModes(), m => Rig.Job(m, 300, 9, seed: 5) with { Terms = [Term(1 << 15)] });
        Assert.Equal(alone.States, more.States.Take(12));
    }

    [Fact]
    [Trait("Acceptance", "L13")]
    public async Task A_loss_that_is_no_number_on_some_draws_is_left_out_and_counted()
    {
        // l = x^2 on the right half only: the estimate is the average over draws on the right.
        const int draws = 1000;
        var terms = new GuidanceTerm[]
        {
            new LossTerm(new HalfSquare(0), new DrawEstimate(draws, DrawWidth.Create(null, Context([1])), LossGradient.Draws), null),
        };
        var result = await Guided.SumAsync(Rig.Gaussian(1, 0), terms, 1, [0.0, 0.5]);
        Assert.Empty(result.Failures);
        Assert.All(result.States, g => Assert.True(g < -0.01 && double.IsFinite(g)));
        Assert.InRange(result.Guidance![0]!.InvalidDraws, 440, 560);
        Assert.InRange(result.Guidance![1]!.InvalidDraws, 280, 440);

        // Where no draw has a loss, the evaluation goes without guidance.
        var none = new GuidanceTerm[] { new LossTerm(new HalfSquare(1e9), new DrawEstimate(draws, DrawWidth.Create(null, Context([1])), LossGradient.Draws), null) };
        var without = await Guided.SumAsync(Rig.Gaussian(1, 0), none, 1, [0.5]);
        Assert.Equal([0.0], without.States);
        Assert.Equal(draws, without.Guidance![0]!.InvalidDraws);
        Assert.Equal(0, without.Guidance![0]!.SmallestEffectiveDraws);
    }

    [Fact]
    public async Task The_options_of_the_point_estimate_scale_the_gradient_as_they_say()
    {
        const double sigma = 0.5, x = 0.8, k = 0.8, y = 2;
        static string Term(string rest) =>
            $$"""{ "kind": "loss", "estimator": "point", "loss": { "kind": "terminal", "target": [2] }{{rest}} }""";
        async Task<double> Sum(string rest) => (await Guided.SumAsync(Rig.Gaussian(1, 0), Guided.Terms(Term(rest), [1]), sigma, [x])).States[0];
        var off = (k * x) - y;
        var plain = -2 * off * k;
        Assert.Equal(plain, await Sum(""), 1e-14);
        Assert.Equal(plain / Math.Abs(off), await Sum(""", "normalise": "loss" """), 1e-10);
        Assert.Equal(3, await Sum(""", "normalise": "gradient", "weight": 3 """), 1e-12);
        Assert.Equal(0.1 / (sigma * sigma), await Sum(""", "normalise": "gradient", "weight": 3, "clip": 0.1 """), 1e-12);
        Assert.Equal(plain, await Sum(""", "jacobian": false """), 1e-14);
        var weights = """, "weights": { "sigmas": [0.1, 2.5], "values": [1, 3] } """;
        Assert.Equal(plain * 2, await Sum(weights), 1e-12);
    }

    [Fact]
    public async Task The_corrector_and_the_last_step_may_go_without_the_term()
    {
        static string Term(string rest) => $$"""{ "kind": "loss", "estimator": "point", "loss": { "kind": "terminal", "target": [2] }{{rest}} }""";
        async Task<EngineResult> Run(string rest) => await Rig.AloneAsync(
            Rig.Gaussian(1, 0), m => Rig.Job(m, 3, 8) with { Terms = Guided.Terms(Term(rest), [1]), ReportGuidance = true });
        Assert.Equal(15, (await Run("")).Guidance![0]!.Evaluations);
        Assert.Equal(8, (await Run(""", "guideCorrector": false """)).Guidance![0]!.Evaluations);
        Assert.Equal(14, (await Run(""", "skipLast": true """)).Guidance![0]!.Evaluations);
    }

    private static GuidanceContext Context(int[] shape) => new(Guided.Manifest(shape), [], false, Contracts.Validation.JsonPointer.Root);

    private sealed class Quartic : Loss
    {
        public override double Operations => 1;

        protected internal override double Accumulate(ReadOnlySpan<double> x, double factor, Span<double> gradient)
        {
            gradient[0] += factor * ((x[0] * x[0] * x[0]) - (2 * x[0]) + 0.7);
            return (0.25 * Math.Pow(x[0], 4)) - (x[0] * x[0]) + (0.7 * x[0]);
        }
    }

    private sealed class HalfSquare(double from) : Loss
    {
        public override double Operations => 1;

        protected internal override double Accumulate(ReadOnlySpan<double> x, double factor, Span<double> gradient)
        {
            gradient[0] += factor * 2 * x[0];
            return x[0] > from ? x[0] * x[0] : double.NaN;
        }
    }
}
