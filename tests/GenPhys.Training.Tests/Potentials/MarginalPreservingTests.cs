using GenPhys.Inference.Guidance.Particles;
using GenPhys.Training.Potentials;
using static TorchSharp.torch;

namespace GenPhys.Training.Tests.Potentials;

/// <summary>Two cells instead of a space, where the factors have a closed form and every pair can be gone through.</summary>
[Trait("Acceptance", "P9")]
public sealed class MarginalPreservingTests
{
    private static readonly double[] Masses = [0.3, 0.7];
    private static readonly double[][] Phi = [[0.2, 0.9], [0.9, 0.5]];

    [Fact]
    public void The_gradient_of_the_factors_is_that_of_the_closed_step()
    {
        double[] logGamma = [0.3, -0.2];
        var stepped = logGamma.ToArray();
        MarginalScaling.Step(stepped, [0, 1], 0.7, rate: 1, clip: 10);
        Assert.All(logGamma.Zip(stepped, Gradient(logGamma, [0, 1], 0.7)), row => Assert.Equal(row.First - row.Second, row.Third, 1e-12));

        // A.53 by hand: 2/4 (1 * 2 * 2 - 1) / 2 where both factors are 2.
        Assert.All(Gradient([Math.Log(2), Math.Log(2)], [0, 1], 1), g => Assert.Equal(0.75, g, 1e-12));
        Assert.All(Gradient([-3, -3], [0, 1], 1), g => Assert.Equal(-10 / 2.0, g, 1e-12));
    }

    [Fact]
    public void At_the_right_factors_the_gradient_of_every_cell_vanishes_and_the_law_of_one_sample_is_kept()
    {
        var gamma = MarginalScaling.Pairs(Masses, Phi);
        double[] logGamma = [.. gamma.Select(g => Math.Log(g))];
        for (var a = 0; a < 2; a++)
        {
            var (gradient, mean) = (0.0, 0.0);
            for (var b = 0; b < 2; b++)
            {
                gradient += Masses[b] * Gradient(logGamma, [a, b], Phi[a][b])[0];
                using var kept = MarginalPreserving.WithFactors(tensor([Phi[a][b]]), tensor([logGamma[a], logGamma[b]], [1L, 2]));
                mean += Masses[b] * kept[0].item<double>();
            }

            Assert.Equal(0, gradient, 1e-9);
            Assert.Equal(1, mean, 1e-9);
        }

        Assert.NotEqual(gamma[0], gamma[1], 0.1);
    }

    private static double[] Gradient(double[] logGamma, int[] cells, double phi)
    {
        using var scope = NewDisposeScope();
        var set = tensor([.. cells.Select(cell => logGamma[cell])], [1L, cells.Length]).requires_grad_();
        MarginalPreserving.FactorLoss(set, tensor([phi]), clip: 10).backward();
        return [.. set.grad!.data<double>()];
    }
}
