using GenPhys.Inference.Fields;
using GenPhys.Inference.Preconditioning;
using GenPhys.Inference.Processes;
using GenPhys.Inference.Random;
using GenPhys.Training.Batches;
using GenPhys.Training.NoiseLevels;
using GenPhys.Training.Objectives;
using static TorchSharp.torch;

namespace GenPhys.Training.Tests.Objectives;

/// <summary>Targets of PFGM and PFGM++ against closed forms.</summary>
public sealed class PoissonFieldTests
{
    private static readonly double[] Charges = [-1, 0, 1, 0.5, 0.25, -0.75];
    private static readonly double[] Probe = [0.3, 0.2];

    [Theory(DisplayName = "PF-1: the normalised field of three charges")]
    [Trait("Acceptance", "PF-1")]
    [InlineData(0, 0.427962635385, -0.449970426053, -1.27058041792)]
    [InlineData(5, 0.0428633004738, -0.0450675268856, -0.127257068085)]
    public void The_target_is_the_negative_normalised_field(double gamma, double fx, double fy, double fz)
    {
        using var scope = NewDisposeScope();
        var target = PoissonFieldObjective.Field(OneProbe(0.5, new PfgmProcess()), gamma).data<double>().ToArray();
        Assert.Equal(fx, target[0], 1e-10);
        Assert.Equal(fy, target[1], 1e-10);
        Assert.Equal(fz, target[2], 1e-10);
    }

    [Theory(DisplayName = "PP-10: the whole data set as references gives the exact denoiser of every D")]
    [Trait("Acceptance", "PP-10")]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(2048)]
    [InlineData(3072000)]
    [InlineData(double.PositiveInfinity)]
    public void All_references_give_the_exact_denoiser(double augmented)
    {
        using var scope = NewDisposeScope();
        var process = new PfgmppProcess(augmented);
        var mean = StableTargetField.PosteriorMean(OneProbe(0.5, process)).data<double>().ToArray();

        using var field = new EmpiricalField([[-1, 0], [1, 0.5], [0.25, -0.75]], process);
        var lanes = new LaneBatch(2);
        lanes.Resize(1);
        Probe.CopyTo(lanes.X);
        lanes.NoiseLevel[0] = 0.5;
        field.Evaluate(lanes);
        Assert.Equal(lanes.Denoised[0], mean[0], 1e-11);
        Assert.Equal(lanes.Denoised[1], mean[1], 1e-11);
    }

    [Fact(DisplayName = "PP-10: one reference gives the source, and more references a calmer target")]
    [Trait("Acceptance", "PP-10")]
    public void More_references_calm_the_target()
    {
        using var scope = NewDisposeScope();
        var process = new PfgmppProcess(8);
        using var single = OneProbe(0.5, process, count: 1).References;
        Assert.Equal(Charges[..2], StableTargetField.PosteriorMean(OneProbe(0.5, process, count: 1)).data<double>().ToArray());

        // E over perturbed points of the target's squared distance from the exact one, which is the trace of its covariance.
        var spreads = new[] { 1, 4, 16, 64 }.Select(n => TargetError(process, n, 64, sigma: 1)).ToArray();
        for (var i = 1; i < spreads.Length; i++)
        {
            Assert.True(spreads[i] < spreads[i - 1], string.Join(", ", spreads));
        }

        Assert.Equal(0, spreads[^1], 1e-20);
    }

    [Fact(DisplayName = "PF-15: the bias of a large batch falls with its size")]
    [Trait("Acceptance", "PF-15")]
    public void A_larger_batch_of_charges_biases_the_field_less()
    {
        using var scope = NewDisposeScope();
        var errors = new[] { 16, 64, 256, 1024 }.Select(n => TargetError(new PfgmProcess(), n, 2048, sigma: 1.5)).ToArray();
        for (var i = 1; i < errors.Length; i++)
        {
            Assert.True(errors[i] < errors[i - 1], string.Join(", ", errors));
        }
    }

    [Theory(DisplayName = "PF-12: the denoiser comes back from the field, with and without its component along z")]
    [Trait("Acceptance", "PF-12")]
    [InlineData(0.05)]
    [InlineData(0.5)]
    [InlineData(3)]
    public void The_denoiser_comes_back_from_the_field(double z)
    {
        using var scope = NewDisposeScope();
        var batch = OneProbe(z, new PfgmProcess());
        var mean = StableTargetField.PosteriorMean(batch).data<double>().ToArray();
        var raw = PoissonFieldObjective.Field(batch, 5).data<double>().ToArray();
        foreach (var substitute in new[] { 0.0, 10 })
        {
            var preconditioner = new PoissonFieldPreconditioner { Gamma = 5, SubstituteBelow = substitute };
            var denoised = new double[2];
            preconditioner.Denoise(Probe, z, preconditioner.At(z), raw, denoised);
            Assert.Equal(mean[0], denoised[0], 1e-9);
            Assert.Equal(mean[1], denoised[1], 1e-9);

            var onTensors = preconditioner.Denoise(
                tensor(Probe, [1, 2]), zeros([4, 1, 1], dtype: ScalarType.Float64), [z], tensor(raw, [1, 3])).data<double>().ToArray();
            Assert.Equal(denoised[0], onTensors[0], 1e-12);
            Assert.Equal(denoised[1], onTensors[1], 1e-12);
        }
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(10, null)]
    [InlineData(0, 0.4)]
    [InlineData(10, 0.4)]
    [InlineData(10, 40.0)]
    public void The_cotangent_of_the_denoiser_matches_central_differences(double substitute, double? radius)
    {
        const double z = 0.7, h = 1e-6;
        var preconditioner = new PoissonFieldPreconditioner { Gamma = 5, SubstituteBelow = substitute, DataRadius = radius };
        double[] raw = [0.21, -0.4, -0.9], cotangent = [1.3, -0.6], rawCotangent = new double[3], direct = new double[2];
        var c = preconditioner.At(z);
        preconditioner.PullBack(Probe, z, c, raw, cotangent, rawCotangent, direct);
        for (var k = 0; k < 2; k++)
        {
            double[] up = new double[2], down = new double[2], moved = [.. Probe];
            moved[k] = Probe[k] + h;
            preconditioner.Denoise(moved, z, c, raw, up);
            moved[k] = Probe[k] - h;
            preconditioner.Denoise(moved, z, c, raw, down);
            Assert.Equal(up.Zip(down, (a, b) => (a - b) / (2 * h)).Zip(cotangent, (d, w) => d * w).Sum(), direct[k], 1e-8);
        }

        for (var k = 0; k < 3; k++)
        {
            double[] up = new double[2], down = new double[2], moved = [.. raw];
            moved[k] = raw[k] + h;
            preconditioner.Denoise(Probe, z, c, moved, up);
            moved[k] = raw[k] - h;
            preconditioner.Denoise(Probe, z, c, moved, down);
            var slope = up.Zip(down, (a, b) => (a - b) / (2 * h)).Zip(cotangent, (d, w) => d * w).Sum();
            Assert.Equal(slope, rawCotangent[k], 1e-8);
        }
    }

    [Fact]
    public void A_denoised_point_beyond_the_data_is_taken_back_to_their_sphere()
    {
        using var scope = NewDisposeScope();
        double[] x = [30, -40], denoised = new double[2];
        foreach (var substitute in new[] { 0.0, 10 })
        {
            // Both ways to read the field fail here: its component along z has the wrong sign, and f_x is longer than any field.
            double[] raw = [-2, 1.5, 0.1];
            var free = new PoissonFieldPreconditioner { Gamma = 0.1, SubstituteBelow = substitute };
            free.Denoise(x, 0.5, free.At(0.5), raw, denoised);
            Assert.True(Math.Sqrt((denoised[0] * denoised[0]) + (denoised[1] * denoised[1])) > 1e4);

            var bounded = free with { DataRadius = 3 };
            bounded.Denoise(x, 0.5, bounded.At(0.5), raw, denoised);
            Assert.Equal(3, Math.Sqrt((denoised[0] * denoised[0]) + (denoised[1] * denoised[1])), 1e-12);
            var onTensors = bounded.Denoise(
                tensor(x, [1, 2]), zeros([4, 1, 1], dtype: ScalarType.Float64), [0.5], tensor(raw, [1, 3])).data<double>().ToArray();
            Assert.Equal(denoised[0], onTensors[0], 1e-10);
            Assert.Equal(denoised[1], onTensors[1], 1e-10);
        }
    }

    [Fact(DisplayName = "PF-13: the perturbation grows by powers of 1 + tau and keeps off its guard")]
    [Trait("Acceptance", "PF-13")]
    public void The_perturbation_has_its_law()
    {
        const int rows = 200_000, n = 3;
        const double deviation = 0.01, tau = 0.03, largest = 291, guard = 0.005, below = 200;
        var levels = new double[rows];
        var noise = new double[rows * n];
        var key = new NoiseKey(1, 0, NoisePurpose.TrainingLevel, Step: 4);
        new PoissonPerturbation(deviation, tau, largest, guard, below).Fill(key, 0, levels, noise);

        // ln(z/|eps_z|)/ln(1 + tau) = m; |eps_z| is the draw that the perturbation makes, drawn here again.
        var exponents = new List<double>();
        var growths = new List<double>();
        var squares = 0.0;
        for (var i = 0; i < rows; i++)
        {
            var eta = new double[1];
            Philox.FillNormal(key with { Row = (uint)i, Stage = 1 }, eta);
            var epsilon = deviation * Math.Abs(eta[0]);
            var m = Math.Log(levels[i] / epsilon) / Math.Log(1 + tau);
            if (epsilon >= guard)
            {
                exponents.Add(m);
            }
            else
            {
                Assert.InRange(m, -1e-9, below + 1e-9);
            }

            growths.Add(Math.Exp(2 * m * Math.Log(1 + tau)));
            squares += noise.AsSpan(i * n, n).ToArray().Sum(v => v * v) * levels[i] * levels[i] / growths[^1];
        }

        exponents.Sort();
        var gap = exponents.Select((m, i) => Math.Abs((m / largest) - ((i + 0.5) / exponents.Count))).Max();
        Assert.True(gap < 1.95 / Math.Sqrt(exponents.Count), $"Kolmogorov distance {gap}");

        // |y - x|^2/(1 + tau)^(2m) has the mean s^2 N: that of E|y - x|^2 = s^2 N E(1 + tau)^(2m), without its heavy tail.
        Assert.Equal(1, squares / rows / (deviation * deviation * n), 0.01);
    }

    [Fact]
    public void A_block_of_rows_is_the_same_however_it_is_cut()
    {
        var process = new PfgmppProcess(5);
        foreach (var perturbation in new Perturbation[]
        {
            new KernelPerturbation(process, new LogUniformLevels { Low = 0.01, High = 10 }), new PoissonPerturbation(0.01, 0.03, 291, 0.005, 200),
        })
        {
            var key = new NoiseKey(1, 0, NoisePurpose.TrainingLevel, Step: 9);
            var (levels, noise) = (new double[8], new double[16]);
            perturbation.Fill(key, 0, levels, noise);
            var (rest, restNoise) = (new double[3], new double[6]);
            perturbation.Fill(key, 5, rest, restNoise);
            Assert.Equal(levels[5..], rest);
            Assert.Equal(noise[10..], restNoise);
        }
    }

    private static PerturbedBatch OneProbe(double sigma, PfgmppProcess process, int count = 3)
    {
        double[] z = [(Probe[0] - Charges[0]) / sigma, (Probe[1] - Charges[1]) / sigma];
        return new PerturbedBatch(
            tensor(Charges[..(2 * count)], [count, 2]), tensor(z, [1, 2]), tensor(new[] { sigma }), ones([1], dtype: ScalarType.Float64), process);
    }

    // Mean squared distance between the target of n references, the source among them, and that of all the data.
    private static double TargetError(PfgmppProcess process, int n, int all, double sigma)
    {
        const int trials = 300;
        var data = new double[all * 2];
        Philox.FillNormal(new NoiseKey(7, 0, NoisePurpose.Data), data);
        var total = 0.0;
        for (var trial = 0; trial < trials; trial++)
        {
            using var scope = NewDisposeScope();
            var z = new double[2];
            process.Noise(sigma).Law.Draw(new NoiseKey(8, (uint)trial, NoisePurpose.TrainingNoise), z);
            var rotated = Enumerable.Range(0, all).SelectMany(k => data.AsSpan(2 * ((k + (trial * 37)) % all), 2).ToArray()).ToArray();
            var level = tensor(new[] { sigma });
            var noise = tensor(z, [1, 2]);
            var one = ones([1], dtype: ScalarType.Float64);
            var few = StableTargetField.PosteriorMean(new PerturbedBatch(tensor(rotated[..(2 * n)], [n, 2]), noise, level, one, process));
            var exact = StableTargetField.PosteriorMean(new PerturbedBatch(tensor(rotated, [all, 2]), noise, level, one, process));
            total += (few - exact).square().sum().item<double>();
        }

        return total / trials;
    }
}
