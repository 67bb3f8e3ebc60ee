using GenPhys.Contracts;
using GenPhys.Inference.Engine;
using GenPhys.Inference.Fields;
using GenPhys.Inference.Guidance;
using GenPhys.Inference.Guidance.LowDensity;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Inference.Sampling;
using GenPhys.Inference.Sampling.Samplers;
using GenPhys.Inference.Tests.Engine;

namespace GenPhys.Inference.Tests.Guidance.LowDensity;

[Trait("Category", "Slow")]
public sealed class LowDensityTests
{
    private static readonly FeatureGaussian Origin = GaussianSpec.Isotropic([0, 0], 1);
    private static readonly HardnessModel One = new([new HardnessLevel(0, [Origin], null, null)]);
    private static readonly HardnessModel Two = new([new HardnessLevel(
        0, [GaussianSpec.Isotropic([-3, 0], 1), GaussianSpec.Isotropic([3, 0], 1)], GaussianSpec.Isotropic([-3, 0], 1), GaussianSpec.Isotropic([-3, 0], 3))]);

    [Fact]
    [Trait("Acceptance", "H1")]
    public void Hardness_is_the_negative_log_density_and_its_differences_know_no_units()
    {
        double[][] covariance = [[2, 0.6], [0.6, 0.5]];
        double[] mean = [0.3, -1], f = [1.1, 0.4], gradient = new double[2], other = new double[2];
        var gaussian = new FeatureGaussian(mean, covariance);
        var determinant = (2 * 0.5) - 0.36;
        double[] d = [f[0] - mean[0], f[1] - mean[1]];
        var squared = ((0.5 * d[0] * d[0]) - (1.2 * d[0] * d[1]) + (2 * d[1] * d[1])) / determinant;
        Assert.Equal(0.5 * (squared + Math.Log(determinant) + (2 * Math.Log(2 * Math.PI))), gaussian.Hardness(f, gradient), 1e-10);
        const double e = 1e-5;
        for (var j = 0; j < 2; j++)
        {
            double At(double step) => gaussian.Hardness(j == 0 ? [f[0] + step, f[1]] : [f[0], f[1] + step], other);
            Assert.Equal((At(e) - At(-e)) / (2 * e), gradient[j], 1e-6);
        }

        // Under f -> A f with A = [[2, 1], [0, 3]], H changes by ln det A, whatever the class.
        static double[] Map(double[] v) => [(2 * v[0]) + v[1], 3 * v[1]];
        static double[][] MapCovariance(double[][] s) =>
        [
            [(4 * s[0][0]) + (4 * s[0][1]) + s[1][1], (6 * s[0][1]) + (3 * s[1][1])],
            [(6 * s[0][1]) + (3 * s[1][1]), 9 * s[1][1]],
        ];
        double[][] second = [[0.7, -0.1], [-0.1, 1.3]];
        double[] secondMean = [-0.4, 0.9];
        var before = gaussian.Hardness(f, other) - new FeatureGaussian(secondMean, second).Hardness(f, other);
        var after = new FeatureGaussian(Map(mean), MapCovariance(covariance)).Hardness(Map(f), other)
            - new FeatureGaussian(Map(secondMean), MapCovariance(second)).Hardness(Map(f), other);
        Assert.Equal(before, after, 1e-10);
        Assert.Throws<ArgumentException>(() => new FeatureGaussian([0, 0], [[1, 2], [2, 1]]));
    }

    [Fact]
    [Trait("Acceptance", "H2")]
    public void Both_contrasts_have_their_closed_form_gradients()
    {
        var three = new HardnessLevel(
            0, [GaussianSpec.Isotropic([0, 0], 1), new FeatureGaussian([1, 2], [[2, 0.3], [0.3, 1]]), GaussianSpec.Isotropic([-2, 1], 0.7)],
            GaussianSpec.Isotropic([0.2, 0], 1), GaussianSpec.Isotropic([0, 0.5], 1.4));
        double[] f = [0.6, -0.3], gradient = new double[2], other = new double[2];
        foreach (int? label in new int?[] { 0, 1, 2, null })
        {
            var contrast = new HardnessGradient(label, true, 1.7);
            var value = contrast.Evaluate(three, f, gradient);
            double[] h = label is null
                ? [three.Real!.Hardness(f, other), three.Synthetic!.Hardness(f, other)]
                : [.. three.Classes.Select(c => c.Hardness(f, other))];
            var own = (h[label ?? 0] / 1.7) - Math.Log(h.Sum(x => Math.Exp(x / 1.7)));
            Assert.Equal(label is null ? -own : own, value, 1e-12);
            const double e = 1e-5;
            for (var j = 0; j < 2; j++)
            {
                double At(double step) => contrast.Evaluate(three, j == 0 ? [f[0] + step, f[1]] : [f[0], f[1] + step], other);
                Assert.Equal((At(e) - At(-e)) / (2 * e), gradient[j], 1e-6);
            }
        }

        Assert.Equal(0, new HardnessGradient(0, true, 1).Evaluate(One.Levels[0], f, gradient));
        Assert.Equal([0, 0], gradient);
        var error = Assert.Throws<GenPhysException>(() => Guided.Terms("""{ "kind": "lowDensity" }""", [2]));
        Assert.Equal((ErrorCode.Validation, "/guidance/0/objective"), (error.Code, error.Pointer));
    }

    [Fact]
    [Trait("Acceptance", "H3")]
    public async Task Without_lengths_the_plain_sampler_runs_bit_for_bit()
    {
        Assert.Empty(Guided.Terms("""{ "kind": "lowDensity", "alpha": 0, "beta": 0 }""", [2]));
        var plain = await Sample(Rig.Gaussian(1), 100, 50);
        var idle = await Sample(Rig.Gaussian(1), 100, 50, Plain(0), Real(0));
        Bits.Equal(plain, idle);
    }

    [Theory]
    [Trait("Acceptance", "H4")]
    [InlineData(1000, 1.9726, 0.02)]
    [InlineData(250, 1.9307, 0.04)]
    [InlineData(100, 1.8534, 0.06)]
    public async Task A_constant_direction_shifts_samples_by_the_displacement_law(int steps, double displacement, double tolerance)
    {
        // Two far classes of equal hardness at a high temperature keep one direction; the flow of one Gaussian is linear, so every row shifts alike.
        var far = new HardnessModel([new HardnessLevel(0, [GaussianSpec.Isotropic([-5, 0], 1), GaussianSpec.Isotropic([5, 0], 1)], null, null)]);
        const double alpha = 0.7;
        var guided = await Sample(Rig.Gaussian(1), steps, 20, new LowDensityTerm(far, 0, true, 1e6) { Weight = alpha });
        var plain = await Sample(Rig.Gaussian(1), steps, 20);
        var levels = Levels(steps);
        var m = 0.0;
        for (var i = 0; i + 1 < levels.Length; i++)
        {
            var (a, b) = (levels[i], levels[i + 1]);
            var (keep, k) = (b / a * (b / a), 1 / (1 + (a * a)));
            m = ((keep + ((1 - keep) * k)) * m) + (b > 0 ? keep * (a - b) * (a + b) * alpha / Math.Sqrt(1 + (a * a)) : 0);
        }

        for (var row = 0; row < 20; row++)
        {
            Assert.Equal(m, guided[2 * row] - plain[2 * row], 1e-9);
            Assert.Equal(0, guided[(2 * row) + 1] - plain[(2 * row) + 1], 1e-9);
        }

        Assert.Equal(alpha * displacement, m, tolerance * alpha * displacement);
    }

    [Fact]
    [Trait("Acceptance", "H5")]
    public async Task On_one_class_samples_become_as_rare_as_tabled()
    {
        var seen = new List<(double Alpha, double Hardness, double Radius)>();
        foreach (var alpha in new[] { 0, 0.25, 0.5, 1, 2 })
        {
            var x = await Sample(Rig.Gaussian(1), 1000, 500, Plain(alpha));
            var radii = Enumerable.Range(0, 500).Select(i => Math.Sqrt((x[2 * i] * x[2 * i]) + (x[(2 * i) + 1] * x[(2 * i) + 1]))).Order().ToArray();
            seen.Add((alpha, Math.Log(2 * Math.PI) + (0.5 * radii.Average(r => r * r)), radii[250]));
        }

        // The same noise without guidance, whose laws are known, tells how far off the draw is.
        var (offHardness, offRadius) = (seen[0].Hardness - (1 + Math.Log(2 * Math.PI)), seen[0].Radius - Math.Sqrt(2 * Math.Log(2)));
        Assert.Equal(0, offHardness, 0.15);
        double[] hardness = [2.838, 3.21, 3.67, 5.30, 11.2], radius = [1.20, 1.42, 1.71, 2.46, 4.21];
        for (var i = 1; i < 5; i++)
        {
            Assert.Equal(hardness[i], seen[i].Hardness - offHardness, 0.05 * hardness[i]);
            Assert.Equal(radius[i], seen[i].Radius - offRadius, 0.05 * radius[i]);
        }
    }

    [Fact]
    [Trait("Acceptance", "H6")]
    public async Task Between_two_classes_hardness_follows_the_closed_form()
    {
        var before = 0.0;
        foreach (var alpha in new[] { 0, 0.5, 1, 2 })
        {
            var x = await Sample(Left(), 1000, 500, new LowDensityTerm(Two, 0, true, 1) { Weight = alpha });
            var h = Hardness(x);
            Assert.Equal(1 + Math.Log(2 * Math.PI) + (0.5 * Math.Pow(alpha * 1.9726, 2)), h, alpha == 0 ? 0.15 : 0.06 * h);
            var crossed = Enumerable.Range(0, 500).Count(i => x[2 * i] > 0) / 500.0;
            Assert.True(crossed >= before);
            before = crossed;
        }

        Assert.InRange(before, 0.75, 0.9);
    }

    [Fact]
    [Trait("Acceptance", "H7")]
    public async Task The_force_towards_real_samples_brings_them_back()
    {
        var before = double.PositiveInfinity;
        foreach (var beta in new[] { 0, 1, 2, 4 })
        {
            var h = Hardness(await Sample(Left(), 250, 400, new LowDensityTerm(Two, 0, true, 1) { Weight = 4 }, Real(beta)));
            Assert.True(h < before);
            before = h;
        }
    }

    [Fact]
    [Trait("Acceptance", "H9")]
    public void Adding_to_the_mean_and_to_the_predicted_noise_differ_by_the_known_factor()
    {
        var levels = Levels(1000);
        for (var i = 100; i < 900; i += 100)
        {
            // In variance-preserving units alpha = a_t / a_{t-1} of the cumulative products, mean shift by eq. 7: posterior variance times g.
            var (current, next) = (1 / (1 + (levels[i] * levels[i])), 1 / (1 + (levels[i + 1] * levels[i + 1])));
            var (alpha, beta) = (current / next, 1 - (current / next));
            var posterior = (1 - next) / (1 - current) * beta;
            const double x = 0.4, noise = -0.9, g = 0.7;
            double Mean(double predicted) => (x - (beta / Math.Sqrt(1 - current) * predicted)) / Math.Sqrt(alpha);
            var shifted = Mean(noise - (Math.Sqrt(1 - current) * g));
            var added = Mean(noise) + (posterior * Math.Sqrt(alpha) / beta * (beta / Math.Sqrt(alpha) * g));
            Assert.Equal(posterior * Math.Sqrt(alpha) / beta, (added - Mean(noise)) / (shifted - Mean(noise)), 1e-6);
        }
    }

    [Fact]
    [Trait("Acceptance", "H11")]
    public async Task Only_directions_count()
    {
        var plain = new LowDensityTerm(Two, 0, true, 1) { Weight = 1 };
        var cold = new LowDensityTerm(Two, 0, true, 1000) { Weight = 1 };
        var (a, b) = (await Sample(Left(), 60, 40, plain), await Sample(Left(), 60, 40, cold));
        for (var i = 0; i < a.Length; i++)
        {
            Assert.Equal(a[i], b[i], 1e-6);
        }

        double[] x = [0.3, -2, 5, 1, -0.2, 0.1];
        foreach (var norm in new[] { LowDensityNorm.L2, LowDensityNorm.Linf })
        {
            var term = new LowDensityTerm(One, 0, false, 1) { Weight = Math.Sqrt(1 + 0.25), Norm = norm };
            var g = (await Guided.SumAsync(Rig.Gaussian(1), [term], 0.5, x)).States;
            for (var row = 0; row < 3; row++)
            {
                var (u, v) = (g[2 * row], g[(2 * row) + 1]);
                Assert.Equal(1, norm == LowDensityNorm.L2 ? Math.Sqrt((u * u) + (v * v)) : Math.Max(Math.Abs(u), Math.Abs(v)), 1e-12);
                Assert.True((u * x[2 * row]) + (v * x[(2 * row) + 1]) > 0);
            }
        }

        // At the denoiser of one Gaussian the direction is the same, and the engine takes the length away after the Jacobian.
        var denoised = new LowDensityTerm(One, 0, false, 1) { Weight = Math.Sqrt(1 + 0.25), Features = LowDensityFeatures.Denoised };
        var through = (await Guided.SumAsync(Rig.Gaussian(1), [denoised], 0.5, x)).States;
        var length = Math.Sqrt((x[0] * x[0]) + (x[1] * x[1]));
        Assert.Equal(x[0] / length, through[0], 1e-12);
        Assert.Equal(x[1] / length, through[1], 1e-12);
    }

    private static LowDensityTerm Plain(double alpha) => new(One, 0, false, 1) { Weight = alpha };

    private static LowDensityTerm Real(double beta) => new(Two, null, true, 1) { Weight = beta };

    private static GaussianMixtureField Left() => new([1], [[-3.0, 0.0]], [1.0]);

    private static double Hardness(double[] x) =>
        Math.Log(2 * Math.PI) + (0.5 * Enumerable.Range(0, x.Length / 2).Average(i => Math.Pow(x[2 * i] + 3, 2) + Math.Pow(x[(2 * i) + 1], 2)));

    // The linear schedule of Ho, Jain, Abbeel 2020, respaced.
    private static double[] Levels(int steps)
    {
        var product = 1.0;
        var all = Enumerable.Range(0, 1000).Select(i => product *= 1 - (1e-4 + (i / 999.0 * (0.02 - 1e-4)))).Select(a => Math.Sqrt((1 - a) / a)).ToArray();
        return [.. Enumerable.Range(0, steps).Select(i => all[(int)Math.Round(i * 999.0 / (steps - 1))]).Reverse(), 0];
    }

    private static async Task<double[]> Sample(IField field, int steps, int rows, params GuidanceTerm[] terms)
    {
        var result = await Rig.AloneAsync(field, m => new EngineJob
        {
            Model = m, Program = new Ddpm().Program(SolverPath.Down(Levels(steps))), Rows = rows, Seed = 4, Terms = terms,
        });
        Assert.Empty(result.Failures);
        return result.States;
    }
}
