using GenPhys.Inference.Guidance.Particles;
using GenPhys.Inference.Random;

namespace GenPhys.Inference.Tests.Guidance.Particles;

public sealed class MarginalTests
{
    private static readonly double[] Two = [0.8, 0.2];
    private static readonly double[][] Apart = [[Math.Exp(-1), 1], [1, Math.Exp(-1)]];

    [Fact]
    [Trait("Acceptance", "P9")]
    public void Two_points_keep_their_shares_under_the_exact_factors()
    {
        var (share, differ) = Law([1, 1]);
        Assert.Equal(0.69357, share, 5e-6);
        Assert.Equal(0.56125, differ, 5e-6);
        var gamma = MarginalScaling.Pairs(Two, Apart);
        Assert.Equal(2.154735, gamma[0] / gamma[1], 5e-7);
        (share, differ) = Law(gamma);
        Assert.Equal(0.8, share, 1e-10);
        Assert.Equal(0.383626, differ, 5e-7);
    }

    [Fact]
    [Trait("Acceptance", "P9")]
    public void The_stochastic_rule_reaches_the_same_factors()
    {
        const int steps = 60_000;
        var uniform = new double[2 * steps];
        Philox.FillUniform(new NoiseKey(4, 0, NoisePurpose.Data), uniform);
        var mean = (0.68 * Apart[0][0]) + (0.32 * Apart[0][1]);
        double[] logGamma = [0, 0], average = [0, 0];
        Span<int> cells = stackalloc int[2];
        for (var step = 0; step < steps; step++)
        {
            (cells[0], cells[1]) = (uniform[2 * step] < 0.8 ? 0 : 1, uniform[(2 * step) + 1] < 0.8 ? 0 : 1);
            MarginalScaling.Step(logGamma, cells, Apart[cells[0]][cells[1]] / mean, 0.02);
            if (step >= steps / 2)
            {
                average[0] += logGamma[0] / (steps / 2);
                average[1] += logGamma[1] / (steps / 2);
            }
        }

        Assert.Equal(0.8, Law([Math.Exp(average[0]), Math.Exp(average[1])]).Share, 0.005);
    }

    [Fact]
    [Trait("Acceptance", "P10")]
    public void Seven_modes_between_independent_and_tilted_sets()
    {
        const int sets = 50_000, n = 10;
        double[] masses = [0.4, .. Enumerable.Repeat(0.1, 6)];
        double[][] centres = [[0, 0], .. Enumerable.Range(0, 6).Select(k => new[] { Math.Cos(k * Math.PI / 3), Math.Sin(k * Math.PI / 3) })];
        var uniform = new double[sets * n];
        var normal = new double[2 * sets * n];
        Philox.FillUniform(new NoiseKey(8, 0, NoisePurpose.Data), uniform);
        Philox.FillNormal(new NoiseKey(8, 1, NoisePurpose.Data), normal);
        var counts = new int[sets][];
        var log = new double[sets];
        for (var s = 0; s < sets; s++)
        {
            counts[s] = new int[7];
            var x = new double[2 * n];
            for (var i = 0; i < n; i++)
            {
                var u = uniform[(s * n) + i];
                var mode = u < 0.4 ? 0 : 1 + Math.Min(5, (int)((u - 0.4) / 0.1));
                counts[s][mode]++;
                for (var j = 0; j < 2; j++)
                {
                    x[(2 * i) + j] = centres[mode][j] + (0.1 * normal[(2 * ((s * n) + i)) + j]);
                }
            }

            for (var i = 0; i < n; i++)
            {
                for (var j = i + 1; j < n; j++)
                {
                    var (dx, dy) = (x[2 * i] - x[2 * j], x[(2 * i) + 1] - x[(2 * j) + 1]);
                    log[s] -= Math.Exp(-((dx * dx) + (dy * dy)) / 0.2);
                }
            }
        }

        (double Modes, double Log, double[] Shares) Observe(double[] weights) => (
            weights.Select((w, s) => w * counts[s].Count(c => c > 0)).Sum(),
            weights.Select((w, s) => w * log[s]).Sum(),
            [.. masses.Select((_, m) => weights.Select((w, s) => w * counts[s][m] / n).Sum())]);

        var independent = Observe([.. Enumerable.Repeat(1.0 / sets, sets)]);
        var tilted = Observe(MarginalScaling.Weights(counts, log, new double[7]));
        var logGamma = MarginalScaling.Sets(counts, log, masses, 40);
        var preserved = Observe(MarginalScaling.Weights(counts, log, logGamma));

        Assert.Equal(4.90, independent.Modes, 0.03);
        Assert.Equal(-8.61, independent.Log, 0.06);
        Assert.Equal(6.16, tilted.Modes, 0.1);
        Assert.Equal(-4.13, tilted.Log, 0.15);
        Assert.Equal(0.231, tilted.Shares[0], 0.01);
        Assert.Equal(5.54, preserved.Modes, 0.1);
        Assert.Equal(-6.67, preserved.Log, 0.15);
        Assert.InRange(Math.Exp(logGamma[0] - logGamma[1..].Average()), 7.5, 11.5);
        Assert.All(masses.Zip(preserved.Shares), pair => Assert.Equal(pair.First, pair.Second, 0.01));
        Assert.True(independent.Modes < preserved.Modes && preserved.Modes < tilted.Modes);
        Assert.True(independent.Log < preserved.Log && preserved.Log < tilted.Log);
    }

    private static (double Share, double Differ) Law(double[] gamma)
    {
        var joint = from a in new[] { 0, 1 } from b in new[] { 0, 1 } select (a, b, Mass: Two[a] * Two[b] * Apart[a][b] * gamma[a] * gamma[b]);
        var total = joint.Sum(j => j.Mass);
        return (joint.Where(j => j.a == 0).Sum(j => j.Mass) / total, joint.Where(j => j.a != j.b).Sum(j => j.Mass) / total);
    }
}
