using GenPhys.Inference.Engine;
using GenPhys.Inference.Fields;
using GenPhys.Inference.Processes;
using GenPhys.Inference.Random;
using GenPhys.Inference.Sampling;
using GenPhys.Inference.Sampling.Adaptive;
using GenPhys.Inference.Sampling.Samplers;

namespace GenPhys.Inference.Tests.Processes;

/// <summary>The exact field of PFGM and PFGM++ as an electric field: E is proportional to the density times (x - D, z).</summary>
public sealed class ElectricFieldTests
{
    private static readonly double[][] Charges = [[-1, 0], [1, 0.5], [0.25, -0.75]];
    private static readonly double[] Direction = [0.6, -0.3];

    [Fact]
    [Trait("Acceptance", "PF-2")]
    public void A_uniform_disk_has_the_field_of_the_textbook()
    {
        const int count = 60_000;
        const double a = 1.5;
        const double z = 0.8;
        var noise = new double[2];
        var points = Enumerable.Range(0, count).Select(i =>
        {
            Philox.FillUniform(new NoiseKey(4, (uint)i, NoisePurpose.Data), noise);
            var (sin, cos) = Math.SinCos(2 * Math.PI * noise[1]);
            return new[] { a * Math.Sqrt(noise[0]) * cos, a * Math.Sqrt(noise[0]) * sin };
        }).ToArray();

        // On the axis E_z = (1 - z/sqrt(z^2 + a^2))/(2 pi a^2), and E_z = p_z/2 with the density p_z of the blurred charges.
        var ez = 0.5 * Math.Exp(new EmpiricalField(points, new PfgmProcess()).LogDensity([0, 0], z));
        var terms = points.Select(p => 0.5 * Math.Exp(new PfgmProcess().LogKernel((p[0] * p[0]) + (p[1] * p[1]), z, 2))).ToArray();
        var error = Math.Sqrt(terms.Average(t => (t - terms.Average()) * (t - terms.Average())) / count);
        var expected = (1 - (z / Math.Sqrt((z * z) + (a * a)))) / (2 * Math.PI * a * a);
        Assert.True(Math.Abs(ez - expected) < 4 * error, $"{ez} {expected} {error}");

        // Towards the disk the field tends to half of the density.
        var near = 0.5 * (1 - (0.001 / Math.Sqrt(1e-6 + (a * a)))) / (Math.PI * a * a);
        Assert.Equal(0.5 / (Math.PI * a * a), near, 1e-3);
    }

    [Theory]
    [InlineData(10, 0.00923754)]
    [InlineData(20, 0.00237090)]
    [InlineData(80, 0.000151039)]
    [Trait("Acceptance", "PF-3")]
    public void Far_away_centred_charges_are_one_charge(double r, double expected)
    {
        var (mx, my) = (Charges.Average(c => c[0]), Charges.Average(c => c[1]));
        double[][] centred = [.. Charges.Select(c => new[] { c[0] - mx, c[1] - my })];
        double[] u = [.. Direction, Math.Sqrt(0.55)];
        var e = Field(centred, r * u[0], r * u[1], r * u[2]);

        // |S_2(1) r^2 E(r u) - u|.
        Assert.Equal(expected, Math.Sqrt(e.Zip(u, (v, w) => Math.Pow((4 * Math.PI * r * r * v) - w, 2)).Sum()), 2e-6 * expected * 10);
    }

    [Fact(DisplayName = "PF-2: without the added dimension a disk sends every particle to its centre; with it they land uniformly")]
    [Trait("Acceptance", "PF-2")]
    [Trait("Category", "Slow")]
    public void The_added_dimension_keeps_a_disk_from_collapsing()
    {
        const int charges = 4000, particles = 1000;
        const double a = 1.5;
        var disk = Disk(charges, a, seed: 5);

        // In the plane alone the field of the disk is x/(2 pi a^2) inside, so every backward path shrinks at one rate, to the centre.
        foreach (var x in new[] { new[] { 0.9, 0.3 }, [-0.4, -0.7], [0.1, 1.1] })
        {
            var field = new double[2];
            foreach (var y in disk)
            {
                var (dx, dy) = (x[0] - y[0], x[1] - y[1]);
                var d2 = (dx * dx) + (dy * dy) + 1e-3;
                field[0] += dx / d2 / (2 * Math.PI * charges);
                field[1] += dy / d2 / (2 * Math.PI * charges);
            }

            Assert.Equal(x[0] / (2 * Math.PI * a * a), field[0], 0.012);
            Assert.Equal(x[1] / (2 * Math.PI * a * a), field[1], 0.012);
        }

        // With it, the flow from the prior at z = 40 ends on the disk, and R^2/a^2 is uniform.
        var process = new PfgmProcess(1e-3, 40);
        using var exact = new EmpiricalField(disk, process);
        var levels = Enumerable.Range(0, 25).Select(i => 40 * Math.Pow(1e-3 / 40, i / 24.0)).ToArray();
        var lanes = new LaneBatch(2);
        lanes.Resize(particles);
        var states = new double[2 * particles];
        for (var i = 0; i < particles; i++)
        {
            process.Noise(40).Law.Draw(new NoiseKey(6, (uint)i, NoisePurpose.Prior), states.AsSpan(2 * i, 2));
            states[2 * i] *= 40;
            states[(2 * i) + 1] *= 40;
        }

        for (var step = 0; step < levels.Length; step++)
        {
            var (from, to) = (levels[step], step + 1 < levels.Length ? levels[step + 1] : 0);
            var slope = Slope(states, from);
            var predicted = states.Zip(slope, (x, d) => x + ((to - from) * d)).ToArray();
            var corrected = to == 0 ? slope : [.. slope.Zip(Slope(predicted, to), (d, e) => 0.5 * (d + e))];
            states = [.. states.Zip(corrected, (x, d) => x + ((to - from) * d))];
        }

        var area = Enumerable.Range(0, particles).Select(i => ((states[2 * i] * states[2 * i]) + (states[(2 * i) + 1] * states[(2 * i) + 1])) / (a * a)).Order().ToArray();
        var gap = area.Select((u, i) => Math.Abs(u - ((i + 0.5) / particles))).Max();

        // 1.95 sqrt(1/n + 1/m): the particles land on the charges, which are a sample themselves; one in a thousand is further off.
        Assert.True(gap < 0.069, $"Kolmogorov distance {gap}");

        double[] Slope(double[] x, double z)
        {
            x.CopyTo(lanes.X);
            lanes.NoiseLevel.Fill(z);
            exact.Evaluate(lanes);
            var denoised = lanes.Denoised.ToArray();
            return [.. x.Select((value, i) => (value - denoised[i]) / z)];
        }
    }

    [Fact]
    [Trait("Acceptance", "PF-4")]
    public void The_field_has_neither_divergence_nor_curl()
    {
        double[] x = [0.3, 0.2, 0.5];
        const double h = 1e-3;
        var jacobian = new double[3, 3];
        for (var j = 0; j < 3; j++)
        {
            double[] At(double step)
            {
                double[] p = [.. x];
                p[j] += step;
                return Field(Charges, p[0], p[1], p[2]);
            }

            var (a, b, c, d) = (At(h), At(-h), At(2 * h), At(-2 * h));
            for (var i = 0; i < 3; i++)
            {
                jacobian[i, j] = ((8 * (a[i] - b[i])) - (c[i] - d[i])) / (12 * h);
            }
        }

        var size = Math.Abs(jacobian[2, 2]);
        Assert.True(size > 0.01);
        Assert.Equal(0, (jacobian[0, 0] + jacobian[1, 1] + jacobian[2, 2]) / size, 1e-6);
        Assert.Equal(0, (jacobian[0, 1] - jacobian[1, 0]) / size, 1e-6);
        Assert.Equal(0, (jacobian[0, 2] - jacobian[2, 0]) / size, 1e-6);
        Assert.Equal(0, (jacobian[1, 2] - jacobian[2, 1]) / size, 1e-6);
    }

    [Fact]
    [Trait("Acceptance", "PF-5")]
    [Trait("Category", "Slow")]
    public async Task Field_lines_of_any_charges_leave_uniformly_over_the_hemisphere()
    {
        const int rows = 20_000;
        const int charges = 20;
        var points = new double[charges][];
        for (var k = 0; k < charges; k++)
        {
            points[k] = new double[2];
            Philox.FillNormal(new NoiseKey(2, (uint)k, NoisePurpose.Data), points[k]);
        }

        // From tiny upper hemispheres, uniform in direction. Rows that start at one height z share a path, so heights come in rungs.
        const int rungs = 100;
        const double tiny = 1e-3;
        const double top = 200;
        await using var engine = new InferenceEngine();
        var model = await engine.AddModelAsync("charges", new EmpiricalField(points, new PfgmProcess(1e-6, 1e3)));
        var (cosines, azimuths) = (new List<double>(), new List<double>());
        var angle = new double[1];
        for (var rung = 0; rung < rungs; rung++)
        {
            var cos = (rung + 0.5) / rungs;
            var sin = Math.Sqrt(1 - (cos * cos));
            var start = new double[2 * rows / rungs];
            for (var row = 0; row < rows / rungs; row++)
            {
                Philox.FillUniform(new NoiseKey(6, (uint)((rung * rows) + row), NoisePurpose.Data), angle);
                var charge = points[row % charges];
                start[2 * row] = charge[0] + (tiny * sin * Math.Cos(2 * Math.PI * angle[0]));
                start[(2 * row) + 1] = charge[1] + (tiny * sin * Math.Sin(2 * Math.PI * angle[0]));
            }

            var result = await engine.SubmitAsync(new EngineJob
            {
                Model = model, Rows = rows / rungs, Initial = start,
                Program = new Rk45Program(SolverPath.Between(tiny * cos, top), new Rk45Options { RelativeTolerance = 1e-5, AbsoluteTolerance = 1e-7, MaxEvaluations = 20_000 }),
            });
            Assert.Empty(result.Failures);

            // Each line is followed to one height; beyond it, it is straight through the centre of charge.
            var (mx, my) = (points.Average(p => p[0]), points.Average(p => p[1]));
            foreach (var x in result.States.Chunk(2))
            {
                var (dx, dy) = (x[0] - mx, x[1] - my);
                cosines.Add(top / Math.Sqrt((dx * dx) + (dy * dy) + (top * top)));
                azimuths.Add(0.5 + (Math.Atan2(dy, dx) / (2 * Math.PI)));
            }
        }

        Assert.True(Distance(cosines) < 0.012, $"{Distance(cosines)}");
        Assert.True(Distance(azimuths) < 0.012, $"{Distance(azimuths)}");
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(3)]
    [InlineData(50)]
    [Trait("Acceptance", "PP-6")]
    public void Density_and_flow_of_every_augmented_dimension_balance(double augmented)
    {
        var field = new EmpiricalField(Charges, new PfgmppProcess(augmented), [1, 2, 0.5]);
        double[] x = [0.35, 0.1];
        const double sigma = 0.6;
        const double h = 1e-3;
        double Density(double[] at, double level) => Math.Exp(field.LogDensity(at, level));
        var change = Derivative(s => Density(x, s), sigma, h);
        var divergence = 0.0;
        for (var j = 0; j < 2; j++)
        {
            var axis = j;
            divergence += Derivative(
                v =>
                {
                    double[] at = [.. x];
                    at[axis] = v;
                    return Density(at, sigma) * (v - Denoise(field, sigma, at)[axis]) / sigma;
                },
                x[j], h);
        }

        Assert.Equal(0, (change + divergence) / Math.Abs(change), 1e-5);
    }

    [Fact]
    [Trait("Acceptance", "PP-11")]
    public void Phases_of_all_augmented_dimensions_align_at_equal_sigma()
    {
        const int count = 256;
        const int n = 32;
        const int probes = 128;
        var points = Enumerable.Range(0, count).Select(i =>
        {
            var p = new double[n];
            Philox.FillNormal(new NoiseKey(1, (uint)i, NoisePurpose.Data), p);
            return p;
        }).ToArray();
        double[] augmented = [32, 128, 2048, double.PositiveInfinity];

        // Mean total variation between the posterior over the data and the uniform law.
        double Variation(double d, double sigma)
        {
            var process = new PfgmppProcess(d);
            var (x, d2, log) = (new double[n], new double[count], new double[count]);
            var sum = 0.0;
            for (var i = 0; i < probes; i++)
            {
                process.Noise(sigma).Law.Draw(new NoiseKey(2, (uint)i, NoisePurpose.Prior), x);
                for (var k = 0; k < count; k++)
                {
                    d2[k] = 0;
                    for (var j = 0; j < n; j++)
                    {
                        var difference = points[i][j] + (sigma * x[j]) - points[k][j];
                        d2[k] += difference * difference;
                    }
                }

                process.LogKernels(d2, sigma, n, log);
                var largest = log.Max();
                var total = log.Sum(l => Math.Exp(l - largest));
                sum += 0.5 * log.Sum(l => Math.Abs((Math.Exp(l - largest) / total) - (1.0 / count)));
            }

            return sum / probes;
        }

        foreach (var (sigma, expected) in new[] { (1.0, 0.99), (2, 0.84), (3, 0.65), (5, 0.42), (10, 0.22) })
        {
            var values = augmented.Select(d => Variation(d, sigma)).ToArray();
            Assert.True(values.Max() - values.Min() <= 0.05, $"{sigma}: {string.Join(", ", values)}");
            Assert.All(values, v => Assert.Equal(expected, v, 0.05));
        }

        // At equal r = sigma sqrt(D) they do not.
        double[] apart = [.. augmented.Take(3).Select(d => Variation(d, 30 / Math.Sqrt(d)))];
        Assert.True(apart.Max() - apart.Min() > 0.5, string.Join(", ", apart));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2.5)]
    [InlineData(64)]
    [InlineData(double.PositiveInfinity)]
    [Trait("Acceptance", "PP-14")]
    public async Task The_likelihood_of_the_flow_integrates_to_one(double augmented)
    {
        var process = new PfgmppProcess(augmented, 0.5, 80);
        await using var engine = new InferenceEngine();
        var model = await engine.AddModelAsync("charges", new EmpiricalField([[-1.0], [2.0]], process, [0.3, 0.7]));

        // x = sinh(v) reaches into the tails with few points.
        const int points = 401;
        const double reach = 14;
        var grid = Enumerable.Range(0, points).Select(i => -reach + (2 * reach * i / (points - 1))).ToArray();
        var program = new Rk45Program(SolverPath.Between(0.5, 80), new Rk45Options { RelativeTolerance = 1e-7, AbsoluteTolerance = 1e-7 }, TraceEstimate.Exact(1));
        var result = await engine.SubmitAsync(new EngineJob { Model = model, Rows = points, Initial = [.. grid.Select(Math.Sinh)], Program = program });
        Assert.Empty(result.Failures);
        var mass = 0.0;
        for (var i = 0; i < points; i++)
        {
            var x = result.States[i];
            var log = process.LogKernel(x * x, 80, 1) + result.Scalars[(i * program.ScalarSlots) + Rk45Program.DivergenceSlot(0)];
            mass += Math.Exp(log) * Math.Cosh(grid[i]) * 2 * reach / (points - 1);
        }

        Assert.Equal(1, mass, 1e-3);
    }

    [Fact]
    [Trait("Acceptance", "PP-15")]
    public async Task The_schedule_of_a_discrete_diffusion_carries_over()
    {
        // sqrt(alpha_t) sigma_t = sqrt(1 - alpha_t), and DDIM down that schedule returns a single datum for any augmented dimension.
        var vp = new VariancePreservingProcess(0.1, 20);
        Assert.Equal(152.16697, vp.SigmaMax, 1e-4);
        foreach (var t in new[] { 0.001, 0.2, 0.7, 1 })
        {
            var kernel = vp.Kernel(t);
            Assert.Equal(Math.Sqrt(1 - (kernel.A * kernel.A)), kernel.A * kernel.NoiseLevel, 1e-12);
        }

        var process = new PfgmppProcess(128, vp.SigmaMin, vp.SigmaMax);
        await using var engine = new InferenceEngine();
        var model = await engine.AddModelAsync("datum", new EmpiricalField([[0.4, -1.3]], process));
        double[] levels = [.. Enumerable.Range(0, 20).Select(i => vp.Kernel(1 - (0.999 * i / 19)).NoiseLevel), 0];
        var result = await engine.SubmitAsync(new EngineJob { Model = model, Rows = 50, Program = new Ddim().Program(SolverPath.Down(levels, process)) });
        Assert.All(result.States.Chunk(2), x => Assert.Equal((0.4, -1.3), (Math.Round(x[0], 9), Math.Round(x[1], 9))));
    }

    // E = sum_i (x - y_i, z)/(S_2(1) |.|^3)/count for N = 2, from the density and the denoiser: E_z = p/2, E_x = E_z (x - D)/z.
    private static double[] Field(double[][] charges, double x, double y, double z)
    {
        var field = new EmpiricalField(charges, new PfgmProcess());
        var ez = 0.5 * Math.Exp(field.LogDensity([x, y], z));
        var d = Denoise(field, z, [x, y]);
        return [ez * (x - d[0]) / z, ez * (y - d[1]) / z, ez];
    }

    private static double[] Denoise(EmpiricalField field, double sigma, double[] x)
    {
        var lanes = new LaneBatch(2);
        lanes.Resize(1);
        x.CopyTo(lanes.X);
        lanes.NoiseLevel[0] = sigma;
        field.Evaluate(lanes);
        return lanes.Denoised.ToArray();
    }

    private static double Distance(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Select((v, i) => Math.Abs(v - ((i + 0.5) / sorted.Length))).Max();
    }

    private static double Derivative(Func<double, double> f, double at, double h) =>
        ((8 * (f(at + h) - f(at - h))) - (f(at + (2 * h)) - f(at - (2 * h)))) / (12 * h);

    private static double[][] Disk(int count, double radius, ulong seed) => [.. Enumerable.Range(0, count).Select(i =>
    {
        var uniform = new double[2];
        Philox.FillUniform(new NoiseKey(seed, (uint)i, NoisePurpose.Data), uniform);
        var (sin, cos) = Math.SinCos(2 * Math.PI * uniform[1]);
        return new[] { radius * Math.Sqrt(uniform[0]) * cos, radius * Math.Sqrt(uniform[0]) * sin };
    })];
}
