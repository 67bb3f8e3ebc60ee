using GenPhys.Inference.Fields;
using GenPhys.Inference.Random;

namespace GenPhys.Inference.Tests.Guidance.Particles;

public sealed class FeynmanKacTests
{
    // p_0(x) = E[Z] over dX = -g^2 grad ln p dt + g dw with Z = exp(-int div(g^2 grad ln p) dt) p_T(X_T) (Corso et al. 2024, theorem 5 without a
    // potential): the terminal factor is the prior's density.
    [Theory]
    [Trait("Acceptance", "P12")]
    [InlineData(0)]
    [InlineData(0.8)]
    public void The_density_is_the_expectation_of_the_weighted_prior_density(double x)
    {
        const int paths = 10_000, steps = 150;
        const double end = 3;
        using var field = new GaussianMixtureField([1], [[0.0]], [1.0]);
        var lanes = new LaneBatch(1);
        lanes.Resize(paths, withVectorJacobian: true);
        lanes.X.Fill(x);
        var divergence = new double[paths];
        var noise = new double[paths];
        for (var step = 0; step < steps; step++)
        {
            // Midpoints of equal steps of t^2, in which g^2 dt = dt^2 is constant.
            var (from, to) = (end * end * step / steps, end * end * (step + 1) / steps);
            var t2 = 0.5 * (from + to);
            lanes.NoiseLevel.Fill(Math.Sqrt(t2));
            field.EvaluateWithVjp(lanes, batch => batch.Cotangent.Fill(1));
            Philox.FillNormal(new NoiseKey(2, (uint)step, NoisePurpose.Data), noise);
            for (var i = 0; i < paths; i++)
            {
                divergence[i] += (to - from) * (lanes.VectorJacobian[i] - 1) / t2;
                lanes.X[i] += (-(to - from) * (lanes.Denoised[i] - lanes.X[i]) / t2) + (Math.Sqrt(to - from) * noise[i]);
            }
        }

        const double u = 1 + (end * end);
        Assert.All(divergence, d => Assert.Equal(-Math.Log(u), d, 0.01));
        Assert.Equal(x * u, lanes.X.ToArray().Average(), 4 * Math.Sqrt(u * (u - 1) / paths) + 0.02);
        var z = Enumerable.Range(0, paths).Average(i =>
            Math.Exp(-divergence[i]) * Math.Exp(-0.5 * lanes.X[i] * lanes.X[i] / u) / Math.Sqrt(2 * Math.PI * u));
        Assert.Equal(1, z / (Math.Exp(-0.5 * x * x) / Math.Sqrt(2 * Math.PI)), 0.03);
    }
}
