using GenPhys.Inference.Engine;
using GenPhys.Inference.Fields;
using GenPhys.Inference.Processes;
using GenPhys.Inference.Random;
using GenPhys.Inference.Sampling;
using GenPhys.Inference.Sampling.Adaptive;
using GenPhys.Inference.Sampling.Samplers;
using GenPhys.Inference.Tests.Engine;

namespace GenPhys.Inference.Tests.Processes;

/// <summary>PFGM and PFGM++ on exact fields, against the closed forms of Xu et al. 2022 and 2023.</summary>
public sealed class PoissonFlowTests
{
    private static readonly double[][] Charges = [[-1, 0], [1, 0.5], [0.25, -0.75]];
    private static readonly double[] Starts = [-60, -10, 0, 5, 25, 90];

    [Fact]
    [Trait("Acceptance", "PF-1")]
    public void The_field_of_three_charges_has_the_golden_direction()
    {
        // E = (x - D, z) for the exact field, so x - D is its x part.
        var d = Denoise(new PfgmProcess(), 0.5, [0.3, 0.2]);
        Assert.Equal(-0.168412258425, 0.3 - d[0], 1e-10);
        Assert.Equal(0.17707278489, 0.2 - d[1], 1e-10);
    }

    [Theory]
    [InlineData(1, 0.46841226, 0.02292722)]
    [InlineData(4, 0.53773423, 0.04086084)]
    [InlineData(64, 0.62479075, 0.06402691)]
    [InlineData(128, 0.62980744, 0.06540723)]
    [InlineData(2048, 0.63471997, 0.06676607)]
    [InlineData(3072000, 0.63505474, 0.06685894)]
    [InlineData(double.PositiveInfinity, 0.63505496, 0.06685900)]
    [Trait("Acceptance", "PP-3")]
    public void The_exact_denoiser_has_the_golden_values_for_every_augmented_dimension(double augmented, double x, double y)
    {
        var d = Denoise(new PfgmppProcess(augmented), 0.5, [0.3, 0.2]);
        Assert.Equal(x, d[0], 1e-8);
        Assert.Equal(y, d[1], 1e-8);
    }

    [Fact]
    [Trait("Acceptance", "PP-4")]
    public void The_distance_to_diffusion_falls_in_first_order_of_the_augmented_dimension()
    {
        double Gap(double augmented)
        {
            var d = Denoise(new PfgmppProcess(augmented), 0.5, [0.3, 0.2]);
            var limit = Denoise(new PfgmppProcess(double.PositiveInfinity), 0.5, [0.3, 0.2]);
            // Between the fields (x - D)/sigma.
            return Math.Sqrt(Math.Pow(d[0] - limit[0], 2) + Math.Pow(d[1] - limit[1], 2)) / 0.5;
        }

        Assert.Equal(0.2014669, Gap(4), 1e-6);
        Assert.Equal(0.0212955, Gap(64), 1e-6);
        Assert.Equal(0.00138856, Gap(1024), 1e-7);
        Assert.Equal(5.43961e-6, Gap(262144), 1e-9);
        Assert.Equal(4, Gap(65536) / Gap(262144), 0.05);
    }

    [Fact]
    [Trait("Acceptance", "PP-1")]
    public void The_kernel_has_its_golden_values_and_unit_mass()
    {
        Assert.Equal(-3.54733077230, new PfgmppProcess(4).LogKernel(1.25, 1, 3), 1e-9);
        Assert.Equal(0.121260909022, Math.Exp(new PfgmppProcess(1).LogKernel(1.25, 2, 1)), 1e-10);
        foreach (var (n, augmented) in new[] { (1, 0.5), (2, 0.5), (2, 3.7), (3, 128.0) })
        {
            // Mass over radius R = tan-like substitution R = s u/(1-u); the surface of the unit sphere is 2 pi^(n/2)/Gamma(n/2).
            var process = new PfgmppProcess(augmented);
            var surface = n switch { 1 => 2.0, 2 => 2 * Math.PI, _ => 4 * Math.PI };
            var mass = 0.0;
            const int cells = 200_000;
            for (var i = 0; i < cells; i++)
            {
                // R = e^v with v spread evenly: tails of small D decay slowly in R and fast in v.
                var v = -40 + (80.0 * (i + 0.5) / cells);
                var r = Math.Exp(v);
                mass += surface * Math.Pow(r, n) * Math.Exp(process.LogKernel(r * r, 1, n)) * 80.0 / cells;
            }

            Assert.Equal(1, mass, 1e-6);
        }
    }

    [Theory]
    [InlineData(3072, 64, 56.081329, 5.097192)]
    [InlineData(3072, 128, 55.748513, 3.586808)]
    [InlineData(3072, 2048, 55.441422, 1.118794)]
    [InlineData(3072, 3072000, 55.421129, 0.707432)]
    [InlineData(1000, 100, 31.854480, 2.387529)]
    [Trait("Acceptance", "PP-2")]
    public void Radii_have_the_moments_of_the_radius_law(int n, double augmented, double mean, double deviation)
    {
        const int draws = 1500;
        var law = new StudentLaw(augmented);
        var noise = new double[n];
        var radii = new double[draws];
        for (var i = 0; i < draws; i++)
        {
            law.Draw(new NoiseKey(5, (uint)i, NoisePurpose.Prior), noise);
            radii[i] = Math.Sqrt(noise.Sum(v => v * v));
        }

        Assert.Equal(mean, radii.Average(), 4 * deviation / Math.Sqrt(draws));
        Assert.Equal(deviation, Rig.StandardDeviation(radii), 5 * deviation / Math.Sqrt(2.0 * draws));
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(2, 0.5)]
    [InlineData(32, 8)]
    [Trait("Acceptance", "PP-2")]
    [Trait("Acceptance", "PF-6")]
    public void Squared_radii_follow_the_beta_law(int n, double augmented)
    {
        // R^2/(R^2 + D) ~ Beta(n/2, D/2) at sigma = 1, by Kolmogorov-Smirnov.
        const int draws = 20_000;
        var law = new StudentLaw(augmented);
        var noise = new double[n];
        var values = new double[draws];
        for (var i = 0; i < draws; i++)
        {
            law.Draw(new NoiseKey(11, (uint)i, NoisePurpose.Prior), noise);
            var r2 = noise.Sum(v => v * v);
            values[i] = r2 / (r2 + augmented);
        }

        Array.Sort(values);
        var distance = values.Select((v, i) => Math.Abs(MathNet.Numerics.SpecialFunctions.BetaRegularized(0.5 * n, 0.5 * augmented, Math.Clamp(v, 0, 1)) - ((i + 0.5) / draws))).Max();
        Assert.True(distance < 1.95 / Math.Sqrt(draws), $"KS distance {distance}");
    }

    [Theory]
    [InlineData(1, -1.01102767371, 1.27538014053, 1.63387508745, 1.75379787824, 2.0830302218, 2.81860984058)]
    [InlineData(2, -1.12185383, 1.33509959, 1.65171390, 1.76362933, 2.09837498, 2.89158075)]
    [InlineData(4, -1.23344767, 1.38007586, 1.66931165, 1.77634779, 2.11399361, 2.95549621)]
    [InlineData(64, -1.38912872, 1.43248278, 1.69210857, 1.79411157, 2.13416048, 3.03403278)]
    [InlineData(2048, -1.40035683, 1.43588116, 1.69361971, 1.79530828, 2.13551410, 3.03929557)]
    [Trait("Acceptance", "PF-7")]
    [Trait("Acceptance", "PP-5")]
    public async Task Two_charges_on_a_line_carry_starts_to_where_the_conserved_quantile_says(
        double augmented, double a, double b, double c, double d, double e, double f)
    {
        var process = new PfgmppProcess(augmented, 0.01, 100);
        await using var engine = new InferenceEngine();
        var model = await engine.AddModelAsync("charges", new EmpiricalField([[-1.0], [2.0]], process, [0.3, 0.7]));
        var result = await engine.SubmitAsync(new EngineJob
        {
            Model = model, Rows = 6, Initial = Starts,
            Program = new Rk45Program(SolverPath.Between(40, 0.5), new Rk45Options { RelativeTolerance = 1e-10, AbsoluteTolerance = 1e-10 }),
        });
        double[] expected = [a, b, c, d, e, f];
        for (var i = 0; i < 6; i++)
        {
            Assert.Equal(expected[i], result.States[i], 1e-7);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(double.PositiveInfinity)]
    [Trait("Acceptance", "PF-8")]
    [Trait("Acceptance", "PP-7")]
    public async Task One_charge_is_reached_exactly_by_any_grid(double augmented)
    {
        var process = new PfgmppProcess(augmented);
        await using var engine = new InferenceEngine();
        var model = await engine.AddModelAsync("charge", new EmpiricalField([[0.4, -1.3, 2.0]], process));
        foreach (var steps in new[] { 1, 3, 18 })
        {
            var result = await engine.SubmitAsync(new EngineJob
            {
                Model = model, Rows = 20, Program = new Heun().Program(SolverPath.Down(Rig.EdmLevels(steps), process)),
            });
            Assert.All(result.States.Chunk(3), x =>
            {
                Assert.Equal(0.4, x[0], 1e-9);
                Assert.Equal(-1.3, x[1], 1e-9);
                Assert.Equal(2.0, x[2], 1e-9);
            });
            Assert.All(result.Evaluations, n => Assert.Equal((2 * steps) - 1, n));
        }
    }

    [Theory]
    [InlineData(1, 200, 0.012)]
    [InlineData(64, 200, 0.012)]
    [Trait("Acceptance", "PF-9")]
    [Trait("Acceptance", "PP-8")]
    public async Task Eight_charges_in_32_dimensions_each_get_their_share(double augmented, double sigmaMax, double tolerance)
    {
        const int rows = 10_000;
        var charges = new double[8][];
        for (var k = 0; k < 8; k++)
        {
            charges[k] = new double[32];
            Philox.FillNormal(new NoiseKey(1, (uint)k, NoisePurpose.Data), charges[k]);
        }

        var process = new PfgmppProcess(augmented, 0.002, sigmaMax);
        await using var engine = new InferenceEngine();
        var model = await engine.AddModelAsync("charges", new EmpiricalField(charges, process));
        var levels = new GenPhys.Inference.Sampling.Schedules.EdmNoiseSchedule(0.002, sigmaMax).Levels(18);
        var result = await engine.SubmitAsync(new EngineJob
        {
            Model = model, Rows = rows, Seed = 4, Program = new Heun().Program(SolverPath.Down([.. levels, 0], process)),
        });
        var counts = new int[8];
        foreach (var x in result.States.Chunk(32))
        {
            counts[Enumerable.Range(0, 8).MinBy(k => charges[k].Zip(x, (p, q) => (p - q) * (p - q)).Sum())]++;
        }

        Assert.All(counts, n => Assert.Equal(0.125, n / (double)rows, tolerance));
    }

    [Fact]
    [Trait("Acceptance", "PF-11")]
    public async Task Encoding_then_decoding_returns_the_point()
    {
        var process = new PfgmProcess();
        await using var engine = new InferenceEngine();
        var model = await engine.AddModelAsync("ring", new EmpiricalField(Ring(), process));
        double[] points = [0.3, 0.2, 2.5, -1.4, -0.1, 3.2];
        var errors = new List<double>();
        foreach (var tolerance in new[] { 1e-5, 1e-8 })
        {
            var options = new Rk45Options { RelativeTolerance = tolerance, AbsoluteTolerance = tolerance };
            var up = await engine.SubmitAsync(new EngineJob
            {
                Model = model, Rows = 3, Initial = points, Program = new Rk45Program(SolverPath.Between(0.2, 40), options),
            });
            var down = await engine.SubmitAsync(new EngineJob
            {
                Model = model, Rows = 3, Initial = up.States, Program = new Rk45Program(SolverPath.Between(40, 0.2), options),
            });
            errors.Add(points.Zip(down.States, (p, q) => Math.Abs(p - q)).Max());
        }

        Assert.True(errors[0] < 1e-3, $"{errors[0]}");
        Assert.True(errors[1] < 0.1 * errors[0], $"{errors[0]} {errors[1]}");
    }

    [Fact]
    [Trait("Acceptance", "PF-14")]
    public async Task Stepping_in_the_logarithm_of_z_costs_less_than_half()
    {
        var process = new PfgmProcess();
        await using var engine = new InferenceEngine();
        var model = await engine.AddModelAsync("ring", new EmpiricalField(Ring(), process));
        var cost = new Dictionary<SolverVariable, double>();
        foreach (var variable in new[] { SolverVariable.LogSigma, SolverVariable.Sigma })
        {
            var result = await engine.SubmitAsync(new EngineJob
            {
                Model = model, Rows = 300, Seed = 2,
                Program = new Rk45Program(
                    SolverPath.Down([40, 1e-3, 0], process),
                    new Rk45Options { RelativeTolerance = 1e-4, AbsoluteTolerance = 1e-4, Variable = variable }),
            });
            Assert.Empty(result.Failures);
            cost[variable] = result.Evaluations.Average();
            var miss = result.States.Chunk(2).Select(x => Ring().Min(y => Math.Sqrt(Math.Pow(x[0] - y[0], 2) + Math.Pow(x[1] - y[1], 2)))).Order().ToArray();
            Assert.True(miss[150] < 1e-5, $"{variable}: median miss {miss[150]}");
        }

        Assert.True(cost[SolverVariable.LogSigma] < 0.5 * cost[SolverVariable.Sigma], string.Join(", ", cost));
    }

    [Fact]
    [Trait("Acceptance", "PP-12")]
    public async Task Infinite_augmentation_is_diffusion_bit_for_bit()
    {
        var infinite = new PfgmppProcess(double.PositiveInfinity);
        await using var engine = new InferenceEngine();
        var a = await engine.AddModelAsync("a", new EmpiricalField(Ring(), infinite));
        var b = await engine.AddModelAsync("b", new EmpiricalField(Ring(), new EdmProcess()));
        var x = await engine.SubmitAsync(Rig.Job(a, 20) with { Program = new Heun().Program(SolverPath.Down(Rig.EdmLevels(18), infinite)) });
        var y = await engine.SubmitAsync(Rig.Job(b, 20) with { Program = new Heun().Program(SolverPath.Down(Rig.EdmLevels(18), new EdmProcess())) });
        Assert.Equal(x.States, y.States);
        var near = Denoise(new PfgmppProcess(1e9), 0.5, [0.3, 0.2]);
        var limit = Denoise(new EdmProcess(), 0.5, [0.3, 0.2]);
        Assert.Equal(limit[0], near[0], 1e-6);
        Assert.Equal(limit[1], near[1], 1e-6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7.5)]
    [InlineData(double.PositiveInfinity)]
    public void The_vector_jacobian_product_matches_central_differences(double augmented)
    {
        var process = new PfgmppProcess(augmented);
        var field = new EmpiricalField(Charges, process, [1, 2, 0.5]);
        double[] x = [0.35, 0.1];
        double[] c = [0.7, -1.3];
        var lanes = new LaneBatch(2);
        lanes.Resize(1, withVectorJacobian: true);
        x.CopyTo(lanes.X);
        lanes.NoiseLevel[0] = 0.4;
        field.EvaluateWithVjp(lanes, l => c.CopyTo(l.Cotangent));
        var product = lanes.VectorJacobian.ToArray();
        for (var j = 0; j < 2; j++)
        {
            const double h = 1e-6;
            double At(double step)
            {
                double[] p = [.. x];
                p[j] += step;
                var d = Evaluate(field, 0.4, p);
                return (c[0] * d[0]) + (c[1] * d[1]);
            }

            Assert.Equal((At(h) - At(-h)) / (2 * h), product[j], 1e-7);
        }
    }

    private static double[][] Ring() =>
        [.. Enumerable.Range(0, 8).Select(k => new[] { 3 * Math.Cos(k * Math.PI / 4), 3 * Math.Sin(k * Math.PI / 4) })];

    private static double[] Denoise(GenerativeProcess process, double sigma, double[] x) =>
        Evaluate(new EmpiricalField(Charges, process), sigma, x);

    private static double[] Evaluate(EmpiricalField field, double sigma, double[] x)
    {
        var lanes = new LaneBatch(2);
        lanes.Resize(1);
        x.CopyTo(lanes.X);
        lanes.NoiseLevel[0] = sigma;
        field.Evaluate(lanes);
        return lanes.Denoised.ToArray();
    }
}
