using GenPhys.Inference.Engine;
using GenPhys.Inference.Fields;
using GenPhys.Inference.Processes;
using GenPhys.Inference.Random;
using GenPhys.Inference.Sampling;
using GenPhys.Inference.Sampling.Samplers;
using GenPhys.Inference.Sampling.Schedules;
using static GenPhys.Inference.Tests.Processes.KernelQuadrature;

namespace GenPhys.Inference.Tests.Processes;

/// <summary>The density flows of GenPhys (Liu et al. 2023) on exact fields: continuity, overlaps, laws of the draws, samples.</summary>
public sealed class PhysicalFlowTests
{
    private static readonly double[][] Three = [[-0.8, 0.3], [0.9, 0.5], [0.1, -0.7]];
    private static readonly double[] Masses = [0.2, 0.5, 0.3];

    public static TheoryData<string, int> Flows
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var kind in new[] { "diffusion", "poisson", "screenedPoisson", "helmholtz", "mixed", "fractional" })
            {
                data.Add(kind, 1);
                data.Add(kind, 2);
            }

            return data;
        }
    }

    // d p/d t + div (p v) = R, with everything seen in ln sigma: dx/dln sigma = x - D and R/p = growth.
    [Theory]
    [MemberData(nameof(Flows))]
    [Trait("Acceptance", "PD-7")]
    public void Density_flow_and_births_balance(string kind, int dimension)
    {
        var process = Create(kind);
        var points = Three.Select(p => p[..dimension]).ToArray();
        var field = new EmpiricalField(points, process, Masses);
        const double sigma = 0.9;
        const double h = 1e-3;
        double Density(double[] x, double level) => Math.Exp(field.LogDensity(x, level)) * (process is HelmholtzProcess ? 1 : Mass(process, level));
        foreach (var x in new double[][] { [0.25, 0.1], [-0.6, 0.8], [1.4, -0.9] }.Select(x => x[..dimension]))
        {
            var (_, growth) = Evaluate(field, sigma, x);
            var change = Derivative(u => Density(x, Math.Exp(u)), Math.Log(sigma), h);
            var divergence = 0.0;
            for (var j = 0; j < dimension; j++)
            {
                var axis = j;
                divergence += Derivative(
                    v =>
                    {
                        double[] at = [.. x];
                        at[axis] = v;
                        var (denoised, _) = Evaluate(field, sigma, at);
                        return Density(at, sigma) * (v - denoised[axis]);
                    },
                    x[j], h);
            }

            var births = growth * Density(x, sigma);
            Assert.Equal(births, change + divergence, 1e-5 * Math.Max(Math.Abs(change), Math.Abs(divergence)));
            Assert.Equal(process.HasBirthAndDeath, births != 0);
        }
    }

    [Fact]
    [Trait("Acceptance", "PD-6")]
    public void Overlaps_of_two_data_tend_to_one()
    {
        const double separation = 1.5;
        const double t = 0.8;

        // For a decaying branch the overlap is the kernel at doubled time at the separation, over its value at 0.
        double Overlap(GenerativeProcess process, double later, int dimension) => Math.Exp(process.LogKernelRatio(separation * separation, 0, later, dimension));
        Assert.Equal(0.703587874346, Overlap(new HeatProcess(), Math.Sqrt(4 * t), 1), 1e-12);
        Assert.Equal(0.532224532225, Overlap(new PoissonProcess(), 2 * t, 1), 1e-12);
        Assert.Equal(Math.Pow(1 + (separation * separation / (4 * t * t)), -1.5), Overlap(new PoissonProcess(), 2 * t, 2), 1e-12);

        // The same by its definition, int p1 p2 / int p1^2, and the Bhattacharyya overlap of diffusion.
        var poisson = new PoissonProcess();
        double P(double x) => Math.Exp(poisson.LogKernel(x * x, t, 1));
        var quadrature = Line(x => P(Math.Sinh(x)) * P(Math.Sinh(x) - separation) * Math.Cosh(x), -14, 14, 400)
            / Line(x => P(Math.Sinh(x)) * P(Math.Sinh(x)) * Math.Cosh(x), -14, 14, 400);
        Assert.Equal(0.532224532225, quadrature, 1e-10);
        var heat = new HeatProcess();
        double Q(double x) => Math.Exp(0.5 * heat.LogKernel(x * x, Math.Sqrt(2 * t), 1));
        Assert.Equal(0.838801451087, Line(x => Q(x) * Q(x - separation), -20, 20, 400), 1e-10);

        // Every smooth flow forgets its datum; the ideal wave keeps two fronts that never meet: cos(kt) averages to (1 + cos(2kt))/2.
        foreach (var process in new GenerativeProcess[] { heat, poisson, new ScreenedPoissonProcess(0.01), new MixedDiffusionPoissonProcess(0.7, 1.3), new FractionalDiffusionProcess(0.75), new ThirdOrderProcess() })
        {
            Assert.InRange(Overlap(process, 30, 1), 0.95, 1);
            Assert.True(Overlap(process, 30, 1) > Overlap(process, 1, 1));
        }

        double Wave(double time) => Line(k => Math.Pow(Math.Cos(k * time), 2) * Math.Exp(-0.01 * k * k) * Math.Cos(k * separation), 0, 40, 4000)
            / Line(k => Math.Pow(Math.Cos(k * time), 2) * Math.Exp(-0.01 * k * k), 0, 40, 4000);
        Assert.All(new[] { 5.0, 20, 60 }, time => Assert.InRange(Wave(time), -0.1, 0.1));
    }

    [Fact]
    [Trait("Acceptance", "PD-9")]
    public void The_processes_are_one_family()
    {
        double[] x = [0.3, 0.2];
        double[] Denoise(GenerativeProcess process, double sigma) => Evaluate(new EmpiricalField(Three, process, Masses), sigma, x).Denoised;

        // Diffusion with 2t = sigma^2 is EDM; Poisson is PFGM with t = z.
        Assert.Equal(Denoise(new EdmProcess(), 0.5), Denoise(new HeatProcess(), 0.5));
        Assert.Equal(Denoise(new PfgmProcess(), 0.5), Denoise(new PoissonProcess(), 0.5));
        var golden = Evaluate(new EmpiricalField([[-1, 0], [1, 0.5], [0.25, -0.75]], new PoissonProcess()), 0.5, x).Denoised;
        Assert.Equal(-0.168412258425, 0.3 - golden[0], 1e-10);
        Assert.Equal(0.17707278489, 0.2 - golden[1], 1e-10);

        // Mixed tends to each, in displacement as in level; screened Poisson to Poisson.
        Close(Denoise(new EdmProcess(), 0.5), Denoise(new MixedDiffusionPoissonProcess(1e-5, 1), 0.5), 1e-3);
        Close(Denoise(new PoissonProcess(), 0.5), Denoise(new MixedDiffusionPoissonProcess(1, 1e-5), 0.5), 1e-3);
        Close(Denoise(new PoissonProcess(), 0.5), Denoise(new ScreenedPoissonProcess(1e-5), 0.5), 1e-8);
        Close(Denoise(new PoissonProcess(), 0.5), Denoise(new HelmholtzProcess(1e-3), 0.5), 1e-5);
        Close(Denoise(new PoissonProcess(), 0.5), Denoise(new FractionalDiffusionProcess(0.5), 0.5), 1e-7);
    }

    public static TheoryData<string, double> Spectra => new()
    {
        { "diffusion", 0 }, { "poisson", 0 }, { "screenedPoisson", 0 }, { "mixed", 0 }, { "fractional", 0 }, { "thirdOrder", 0 }, { "telegraph", 0 },
    };

    [Theory]
    [MemberData(nameof(Spectra))]
    [Trait("Acceptance", "PD-10")]
    public void Draws_have_the_characteristic_function_of_the_kernel(string kind, double _)
    {
        const int draws = 40_000;
        const double t = 0.9;
        var dimension = kind == "telegraph" ? 1 : 2;
        var (noise, spectrum) = Law(kind, t);
        var x = new double[dimension];
        foreach (var k in new[] { 0.4, 1.1, 2.5 })
        {
            var (sum, squares) = (0.0, 0.0);
            for (var i = 0; i < draws; i++)
            {
                noise.Law.Draw(new NoiseKey(17, (uint)i, NoisePurpose.Prior), x);
                var cos = Math.Cos(noise.Scale * (dimension == 1 ? k * x[0] : k * ((0.6 * x[0]) + (0.8 * x[1]))));
                sum += cos;
                squares += cos * cos;
            }

            var mean = sum / draws;
            var error = Math.Sqrt(((squares / draws) - (mean * mean)) / draws);
            Assert.True(Math.Abs(mean - spectrum(k)) < 4 * error, $"{kind}, k {k}: {mean} +- {error}, not {spectrum(k)}");
        }
    }

    [Fact]
    [Trait("Acceptance", "PD-10")]
    public void Draws_of_Helmholtz_follow_its_kernel_inside_its_zero()
    {
        // N = 2: p(r) is proportional to t (cos z + z sin z)/rho^3 with z = k0 rho, cut where z reaches pi/2.
        const double k0 = 0.5;
        const double t = 0.9;
        const int draws = 20_000;
        var process = new HelmholtzProcess(k0, 1e-3, 2);
        var radius = Math.Sqrt(Math.Pow(0.5 * Math.PI / k0, 2) - (t * t));
        double P(double r)
        {
            var rho = Math.Sqrt((t * t) + (r * r));
            return t / (2 * Math.PI * Math.Pow(rho, 3)) * (Math.Cos(k0 * rho) + (k0 * rho * Math.Sin(k0 * rho)));
        }

        Assert.Equal(P(0.7), Math.Exp(process.LogKernel(0.49, t, 2)), 1e-14);
        var mass = Line(r => r * P(r), 0, radius, 40);
        var noise = process.Noise(t);
        var x = new double[2];
        var radii = Enumerable.Range(0, draws).Select(i =>
        {
            noise.Law.Draw(new NoiseKey(3, (uint)i, NoisePurpose.Prior), x);
            return Math.Sqrt((x[0] * x[0]) + (x[1] * x[1]));
        }).Order().ToArray();
        foreach (var quantile in new[] { 0.1, 0.3, 0.5, 0.7, 0.9 })
        {
            var r = radii[(int)(quantile * draws)];
            Assert.Equal(quantile, Line(s => s * P(s), 0, r, 40) / mass, 4 * Math.Sqrt(quantile * (1 - quantile) / draws));
        }

        Assert.True(radii[^1] < radius);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(200)]
    [InlineData(40_000)]
    public void Counts_of_turns_have_the_mean_and_the_variance_of_the_Poisson_law(double mean)
    {
        const int draws = 20_000;
        var counts = Enumerable.Range(0, draws).Select(i => (double)PoissonDraw.Of(new NoiseKey(8, (uint)i, NoisePurpose.Prior), mean)).ToArray();
        Assert.Equal(mean, counts.Average(), 4 * Math.Sqrt(mean / draws));
        Assert.Equal(mean, counts.Average(n => (n - mean) * (n - mean)), 4 * mean * Math.Sqrt(2.5 / draws));
    }

    [Theory]
    [InlineData(0.75)]
    [InlineData(1.0 / 3)]
    [Trait("Acceptance", "PD-5")]
    public void Sampled_radii_of_fractional_diffusion_scale_with_time(double beta)
    {
        const int draws = 40_000;
        var process = new FractionalDiffusionProcess(beta);
        double[] Radii(double t, uint first)
        {
            var noise = process.Noise(process.Level(t));
            var x = new double[2];
            return [.. Enumerable.Range(0, draws).Select(i =>
            {
                noise.Law.Draw(new NoiseKey(5, first + (uint)i, NoisePurpose.Prior), x);
                return noise.Scale * Math.Sqrt((x[0] * x[0]) + (x[1] * x[1]));
            }).Order()];
        }

        var (early, late) = (Radii(0.3, 0), Radii(2.4, draws));
        foreach (var quantile in new[] { 0.25, 0.5, 0.75 })
        {
            var i = (int)(quantile * draws);
            Assert.Equal(Math.Log(8) / (2 * beta), Math.Log(late[i] / early[i]), 0.05 / beta);
        }
    }

    [Theory]
    [InlineData("diffusion")]
    [InlineData("poisson")]
    [InlineData("mixed")]
    [InlineData("fractional")]
    [Trait("Acceptance", "PD-11")]
    public async Task Five_data_each_receive_their_mass(string kind)
    {
        const int rows = 4000;
        double[][] data = [[-1, 0], [1, 0.5], [0.25, -0.75], [0, 1.1], [-0.4, -1]];
        double[] masses = [0.1, 0.15, 0.2, 0.25, 0.3];
        var process = Create(kind);
        var counts = await Nearest(data, masses, process, rows, process.SigmaMax);
        for (var i = 0; i < data.Length; i++)
        {
            Assert.Equal(masses[i], counts[i] / (double)rows, 3.2 * Math.Sqrt(masses[i] * (1 - masses[i]) / rows));
        }
    }

    [Fact]
    public async Task The_telegraph_flow_ends_on_its_data_with_their_masses()
    {
        const int rows = 4000;
        var process = new DissipativeWaveProcess(20);
        var counts = await Nearest([[-1.0], [1.0]], [0.3, 0.7], process, rows, process.SigmaMax);
        Assert.Equal(0.3, counts[0] / (double)rows, 4 * Math.Sqrt(0.21 / rows));
    }

    [Theory]
    [InlineData("mixed")]
    [InlineData("screenedPoisson")]
    [InlineData("helmholtz")]
    [InlineData("fractional")]
    public void The_vector_jacobian_product_matches_central_differences(string kind)
    {
        var field = new EmpiricalField(Three, Create(kind), Masses);
        double[] x = [0.35, 0.1];
        double[] c = [0.7, -1.3];
        var lanes = new LaneBatch(2);
        lanes.Resize(1, withVectorJacobian: true);
        x.CopyTo(lanes.X);
        lanes.NoiseLevel[0] = 0.4;
        field.EvaluateWithVjp(lanes, l => c.CopyTo(l.Cotangent));
        for (var j = 0; j < 2; j++)
        {
            var axis = j;
            var slope = Derivative(
                v =>
                {
                    double[] at = [.. x];
                    at[axis] = v;
                    var (d, _) = Evaluate(field, 0.4, at);
                    return (c[0] * d[0]) + (c[1] * d[1]);
                },
                x[j], 1e-3);
            Assert.Equal(slope, lanes.VectorJacobian[j], 2e-6);
        }
    }

    private static async Task<int[]> Nearest(double[][] data, double[] masses, GenerativeProcess process, int rows, double start)
    {
        await using var engine = new InferenceEngine();
        var model = await engine.AddModelAsync("data", new EmpiricalField(data, process, masses));
        double[] levels = [.. new LogLinearNoiseSchedule(process.SigmaMin, start).Levels(60), 0];
        var result = await engine.SubmitAsync(new EngineJob
        {
            Model = model, Rows = rows, Seed = 12, Program = new Heun().Program(SolverPath.Down(levels, process)),
        });
        Assert.Empty(result.Failures);
        var counts = new int[data.Length];
        var strays = 0;
        foreach (var x in result.States.Chunk(data[0].Length))
        {
            double Distance(int i) => data[i].Zip(x, (p, q) => (p - q) * (p - q)).Sum();
            var nearest = Enumerable.Range(0, data.Length).MinBy(Distance);
            strays += Distance(nearest) < 0.01 ? 0 : 1;
            counts[nearest]++;
        }

        // Heavy tails leave some paths on the very border of two data, between which they end.
        Assert.True(strays <= 0.01 * rows, $"{process.Kind}: {strays} samples are no datum");
        return counts;
    }

    private static (ProcessNoise Noise, Func<double, double> Spectrum) Law(string kind, double t) => kind switch
    {
        "diffusion" => (new HeatProcess().Noise(Math.Sqrt(2 * t)), k => Math.Exp(-k * k * t)),
        "poisson" => (new PoissonProcess().Noise(t), k => Math.Exp(-k * t)),
        "screenedPoisson" => (new ScreenedPoissonProcess(0.8).KernelNoise(t), k => Math.Exp((0.8 - Math.Sqrt((k * k) + 0.64)) * t)),
        "mixed" => (Timed(new MixedDiffusionPoissonProcess(0.7, 1.3), t), k => Math.Exp(-(Math.Sqrt(1.69 + (2.8 * k * k)) - 1.3) / 1.4 * t)),
        "fractional" => (Timed(new FractionalDiffusionProcess(0.75), t), k => Math.Exp(-Math.Pow(k, 1.5) * t)),
        "thirdOrder" => (Timed(new ThirdOrderProcess(), t), k => Math.Exp(-Math.Pow(k, 2.0 / 3) * t)),
        _ => (Timed(new DissipativeWaveProcess(2.5), t), k => Telegraph(2.5, t, k)),
    };

    // e^(-epsilon t)(cosh kappa t + epsilon/kappa sinh kappa t), kappa = sqrt(epsilon^2 - k^2) real at the k that are tried.
    private static double Telegraph(double epsilon, double t, double k)
    {
        var kappa = Math.Sqrt(Math.Max(1e-12, (epsilon * epsilon) - (k * k)));
        return Math.Exp(-epsilon * t) * (Math.Cosh(kappa * t) + (epsilon / kappa * Math.Sinh(kappa * t)));
    }

    private static ProcessNoise Timed(TimedProcess process, double t) => process.Noise(process.Level(t));

    private static GenerativeProcess Create(string kind) => kind switch
    {
        "diffusion" => new HeatProcess(),
        "poisson" => new PoissonProcess(),
        "screenedPoisson" => new ScreenedPoissonProcess(0.6),
        "helmholtz" => new HelmholtzProcess(0.4),
        "mixed" => new MixedDiffusionPoissonProcess(0.7, 1.3),
        _ => new FractionalDiffusionProcess(0.75),
    };

    private static (double[] Denoised, double Growth) Evaluate(EmpiricalField field, double sigma, double[] x)
    {
        var lanes = new LaneBatch(x.Length);
        lanes.Resize(1);
        x.CopyTo(lanes.X);
        lanes.NoiseLevel[0] = sigma;
        field.Evaluate(lanes);
        return (lanes.Denoised.ToArray(), lanes.Growth[0]);
    }

    private static void Close(double[] expected, double[] actual, double tolerance)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], tolerance);
        }
    }

    // Fourth order.
    private static double Derivative(Func<double, double> f, double at, double h) =>
        ((8 * (f(at + h) - f(at - h))) - (f(at + (2 * h)) - f(at - (2 * h)))) / (12 * h);
}
