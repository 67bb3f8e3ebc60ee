using GenPhys.Inference.Fields;
using GenPhys.Inference.Processes;

namespace GenPhys.Inference.Tests.Fields;

/// <summary>s = (D - x)/sigma^2, eps = (x - D)/sigma = -sigma s, D = x + sigma^2 s = x - sigma eps, also through the VP adapter.</summary>
public sealed class ParametrisationTests
{
    private static readonly MixtureOracle Oracle = MixtureOracle.Example;

    private static double[] Denoise(double[] x, double sigma)
    {
        var batch = new LaneBatch(x.Length);
        batch.Resize(1);
        x.CopyTo(batch.X);
        batch.NoiseLevel[0] = sigma;
        Oracle.Field().Evaluate(batch);
        return batch.Denoised.ToArray();
    }

    [Theory]
    [Trait("Acceptance", "B4")]
    [InlineData(0.2)]
    [InlineData(1)]
    [InlineData(9)]
    public void Denoiser_score_and_noise_are_one_field(double sigma)
    {
        double[] x = [0.4 * sigma, -0.9 * sigma, 1.3];
        var d = Denoise(x, sigma);
        var s = Oracle.Score(x, sigma);
        for (var j = 0; j < 3; j++)
        {
            var epsilon = (x[j] - d[j]) / sigma;
            Assert.Equal(s[j], (d[j] - x[j]) / (sigma * sigma), 1e-12 * Math.Max(1, 1 / (sigma * sigma)));
            Assert.Equal(-sigma * s[j], epsilon, 1e-12);
            Assert.Equal(d[j], x[j] + (sigma * sigma * s[j]), 1e-12);
            Assert.Equal(d[j], x[j] - (sigma * epsilon), 1e-12);
        }
    }

    [Theory]
    [Trait("Acceptance", "B4")]
    [InlineData(0.1)]
    [InlineData(0.4)]
    [InlineData(1)]
    public void A_variance_preserving_process_reaches_its_own_score_through_the_adapter(double t)
    {
        var process = new VariancePreservingProcess();
        var kernel = process.Kernel(t);
        double[] own = [0.3, -1.1, 0.8];
        var x = (double[])own.Clone();
        process.ToVarianceExploding(x, t);
        for (var j = 0; j < 3; j++)
        {
            Assert.Equal(own[j] / kernel.A, x[j], 1e-12 * Math.Abs(x[j]));
        }

        // The score in the process's own units is the adapter's over a_t; the oracle knows p_t as a mixture of a_t mu_k.
        var level = process.Kernel(t).NoiseLevel;
        var d = Denoise(x, level);
        var expected = Oracle.Scaled(kernel.A).Score(own, kernel.Sigma);
        for (var j = 0; j < 3; j++)
        {
            Assert.Equal(expected[j], (d[j] - x[j]) / (level * level) / kernel.A, 1e-12);
        }

        process.FromVarianceExploding(x, t);
        for (var j = 0; j < 3; j++)
        {
            Assert.Equal(own[j], x[j], 1e-12);
        }
    }
}
