namespace GenPhys.Inference.Guidance.LowDensity;

/// <summary>A Gaussian N(mu, Sigma) of features, its hardness H(f) = -ln N(f; mu, Sigma) and the gradient of it (Sehwag et al. 2022, eq. 3).</summary>
public sealed class FeatureGaussian
{
    private readonly double[] _mean;
    private readonly double[][] _covariance;
    private readonly CholeskyFactor _factor;

    /// <summary>Creates the Gaussian.</summary>
    /// <param name="mean">mu, <c>[k]</c>.</param>
    /// <param name="covariance">Sigma, <c>[k][k]</c>, symmetric and positive definite.</param>
    /// <exception cref="ArgumentException">Sigma is not positive definite.</exception>
    public FeatureGaussian(double[] mean, double[][] covariance)
    {
        ArgumentNullException.ThrowIfNull(mean);
        (_mean, _covariance, _factor) = (mean, covariance, new CholeskyFactor(covariance));
    }

    /// <summary>Features k.</summary>
    public int Dimension => _mean.Length;

    /// <summary>The Gaussian after noise of a level was added to its features.</summary>
    /// <param name="sigma">Noise level, 0 or more.</param>
    /// <returns>N(mu, Sigma + sigma^2 I).</returns>
    public FeatureGaussian Blurred(double sigma) => new(
        _mean, [.. _covariance.Select((row, i) => row.Select((value, j) => i == j ? value + (sigma * sigma) : value).ToArray())]);

    /// <summary>H and its gradient Sigma^-1 (f - mu).</summary>
    /// <param name="f">Features, <c>[k]</c>.</param>
    /// <param name="gradient">Receives the gradient, <c>[k]</c>.</param>
    /// <returns>H, nats.</returns>
    public double Hardness(ReadOnlySpan<double> f, Span<double> gradient)
    {
        for (var i = 0; i < f.Length; i++)
        {
            gradient[i] = f[i] - _mean[i];
        }

        var squared = _factor.Solve(gradient);
        return 0.5 * (squared + _factor.LogDeterminant + (f.Length * Math.Log(2 * Math.PI)));
    }
}
