using GenPhys.Inference.Processes;

namespace GenPhys.Inference.Guidance.Particles;

/// <summary>
/// The potential Phi_t(x_1, x_2) = E[Phi_0 | x_1, x_2] of the conditioned law with Phi_0 = 1 - exp(-|x_1 - x_2|^2 / h) (Corso et al. 2024, eq. 6 and A.47), in closed
/// form for pairs from a mixture of Gaussians sum_k pi_k N(mu_k, s_k^2 I): given the components k and l, X_1 - X_2 is Gaussian
/// with mean m_k - m_l and variance v_k + v_l, v_k = s_k^2 sigma^2 / (s_k^2 + sigma^2). With it, pairs follow Phi_0 p(x_1) p(x_2) exactly.
/// </summary>
/// <param name="h">h, above 0, in squared normalised units.</param>
/// <param name="weights">pi_k.</param>
/// <param name="means">mu_k, <c>[components][dim]</c>.</param>
/// <param name="standardDeviations">s_k, 0 or more.</param>
public sealed class MixturePairPotential(double h, double[] weights, double[][] means, double[] standardDeviations) : Potential
{
    // Near-coincident samples at low noise have Phi near 0; this keeps the gradient of its logarithm finite.
    private const double Least = 1e-9;

    private readonly double[][] _posterior = [new double[weights.Length], new double[weights.Length]];
    private readonly double[][] _mean = [new double[weights.Length * means[0].Length], new double[weights.Length * means[0].Length]];

    /// <inheritdoc/>
    public override bool InNormalisedUnits => true;

    /// <inheritdoc/>
    public override double Cost => 2e-5 * weights.Length * weights.Length * means[0].Length;

    /// <inheritdoc/>
    public override void AddForces(in ParticleGroup group)
    {
        var (k, d) = (weights.Length, group.Dimension);
        var sigma2 = group.NoiseLevel * group.NoiseLevel;
        for (var i = 0; i < 2; i++)
        {
            Posterior(group.X.Slice(i * d, d), sigma2, _posterior[i], _mean[i]);
        }

        Span<double> gradient = d <= 64 ? stackalloc double[2 * d] : new double[2 * d];
        gradient.Clear();
        var phi = 0.0;
        for (var a = 0; a < k; a++)
        {
            for (var b = 0; b < k; b++)
            {
                phi += AddPair(group, sigma2, a, b, gradient);
            }
        }

        for (var i = 0; i < 2 * d; i++)
        {
            group.Force[i] += gradient[i] / (phi + Least);
        }
    }

    // w_a(x_1) w_b(x_2) (1 - e_ab) and its gradients: of e through the means, of the weights through w_k (u_k - u).
    private double AddPair(in ParticleGroup group, double sigma2, int a, int b, Span<double> gradient)
    {
        var d = group.Dimension;
        var v = Variance(a, sigma2) + Variance(b, sigma2);
        var squared = 0.0;
        for (var j = 0; j < d; j++)
        {
            var difference = _mean[0][(a * d) + j] - _mean[1][(b * d) + j];
            squared += difference * difference;
        }

        var logarithm = (-0.5 * d * SpecialFunctions.LogOnePlus(2 * v / h)) - (squared / (h + (2 * v)));
        var weight = _posterior[0][a] * _posterior[1][b];
        var e = Math.Exp(logarithm);
        var value = weight * (1 - e);
        var push = 2 / (h + (2 * v)) * weight * e;
        for (var j = 0; j < d; j++)
        {
            var difference = push * (_mean[0][(a * d) + j] - _mean[1][(b * d) + j]);
            gradient[j] += (Shrink(a, sigma2) * difference) + (value * Pull(group, 0, a, j, sigma2));
            gradient[d + j] += (-Shrink(b, sigma2) * difference) + (value * Pull(group, 1, b, j, sigma2));
        }

        return value;
    }

    // One coordinate of grad ln w_c = u_c - sum_k w_k u_k with u_k = (mu_k - x) / tau_k^2.
    private double Pull(in ParticleGroup group, int particle, int c, int j, double sigma2)
    {
        var x = group.X[(particle * group.Dimension) + j];
        var average = 0.0;
        for (var k = 0; k < weights.Length; k++)
        {
            average += _posterior[particle][k] * (means[k][j] - x) / Tau2(k, sigma2);
        }

        return ((means[c][j] - x) / Tau2(c, sigma2)) - average;
    }

    private void Posterior(ReadOnlySpan<double> x, double sigma2, double[] posterior, double[] mean)
    {
        var largest = double.NegativeInfinity;
        for (var k = 0; k < weights.Length; k++)
        {
            var squared = 0.0;
            for (var j = 0; j < x.Length; j++)
            {
                squared += (x[j] - means[k][j]) * (x[j] - means[k][j]);
                mean[(k * x.Length) + j] = means[k][j] + (Shrink(k, sigma2) * (x[j] - means[k][j]));
            }

            posterior[k] = Math.Log(weights[k]) - (0.5 * squared / Tau2(k, sigma2)) - (0.5 * x.Length * Math.Log(Tau2(k, sigma2)));
            largest = Math.Max(largest, posterior[k]);
        }

        var sum = 0.0;
        for (var k = 0; k < posterior.Length; k++)
        {
            posterior[k] = Math.Exp(posterior[k] - largest);
            sum += posterior[k];
        }

        for (var k = 0; k < posterior.Length; k++)
        {
            posterior[k] /= sum;
        }
    }

    private double Tau2(int k, double sigma2) => (standardDeviations[k] * standardDeviations[k]) + sigma2;

    private double Shrink(int k, double sigma2) => standardDeviations[k] * standardDeviations[k] / Tau2(k, sigma2);

    private double Variance(int k, double sigma2) => Shrink(k, sigma2) * sigma2;
}
