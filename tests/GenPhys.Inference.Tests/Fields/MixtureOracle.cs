namespace GenPhys.Inference.Tests.Fields;

/// <summary>
/// A mixture sum_k pi_k N(mu_k, s^2 I) by its textbook formulas, without log-sum-exp: score (mu - x)/tau^2 with the
/// posterior mean mu of the centres and tau^2 = s^2 + sigma^2, density, and denoiser Jacobian.
/// </summary>
internal sealed class MixtureOracle(double[] weights, double[][] means, double s)
{
    public static MixtureOracle Example { get; } =
        new([0.2, 0.5, 0.3], [[1, -0.5, 0.3], [-0.8, 0.4, 1.1], [0.1, 1.7, -0.6]], 0.4);

    public int Dimension => means[0].Length;

    public Inference.Fields.GaussianMixtureField Field() => new(weights, means, [.. weights.Select(_ => s)]);

    /// <summary>The same mixture with centres a mu_k and standard deviation a s, as a scaled process sees it.</summary>
    public MixtureOracle Scaled(double a) => new(weights, [.. means.Select(m => m.Select(v => a * v).ToArray())], a * s);

    public double[] Score(double[] x, double sigma)
    {
        var tau2 = (s * s) + (sigma * sigma);
        var w = Posterior(x, tau2);
        return [.. x.Select((v, j) => (means.Select((m, k) => w[k] * m[j]).Sum() - v) / tau2)];
    }

    public double[,] DenoiserJacobian(double[] x, double sigma)
    {
        var tau2 = (s * s) + (sigma * sigma);
        var w = Posterior(x, tau2);
        var mean = x.Select((_, j) => means.Select((m, k) => w[k] * m[j]).Sum()).ToArray();
        var jacobian = new double[x.Length, x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            for (var j = 0; j < x.Length; j++)
            {
                var covariance = means.Select((m, k) => w[k] * (m[i] - mean[i]) * (m[j] - mean[j])).Sum();
                jacobian[i, j] = (i == j ? s * s / tau2 : 0) + (sigma * sigma / (tau2 * tau2) * covariance);
            }
        }

        return jacobian;
    }

    private double[] Posterior(double[] x, double tau2)
    {
        var w = means.Select((m, k) => weights[k] * Math.Exp(-m.Zip(x, (a, b) => (a - b) * (a - b)).Sum() / (2 * tau2))).ToArray();
        var total = w.Sum();
        return [.. w.Select(v => v / total)];
    }
}
