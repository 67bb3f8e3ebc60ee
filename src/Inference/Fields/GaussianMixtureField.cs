namespace GenPhys.Inference.Fields;

/// <summary>
/// The exact field of a mixture sum_k pi_k N(mu_k, s_k^2 I) under Gaussian noise. With tau_k^2 = s_k^2 + sigma^2 and the
/// posterior weights w_k proportional to pi_k N(x; mu_k, tau_k^2 I), taken by log-sum-exp,
/// D(x; sigma) = sum_k w_k m_k with m_k = (s_k^2 x + sigma^2 mu_k) / tau_k^2.
/// </summary>
public sealed class GaussianMixtureField : IExactField
{
    private readonly double[] _logWeights;
    private readonly double[] _means;
    private readonly double[] _variances;
    private readonly double[] _posterior;
    private readonly int[]? _classes;

    /// <summary>Creates the field.</summary>
    /// <param name="weights">Weights pi_k, <c>[components]</c>, positive; scaled to sum to 1.</param>
    /// <param name="means">Means mu_k, <c>[components][dim]</c>.</param>
    /// <param name="standardDeviations">Standard deviations s_k, <c>[components]</c>, 0 or more (0 is an atom).</param>
    /// <param name="classes">Class of each component, from 0, every class with a component, <c>[components]</c>; null for a field without a condition.</param>
    /// <exception cref="ArgumentException">Lengths disagree, or a number is out of range.</exception>
    public GaussianMixtureField(
        IReadOnlyList<double> weights,
        IReadOnlyList<IReadOnlyList<double>> means,
        IReadOnlyList<double> standardDeviations,
        int[]? classes = null)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(means);
        ArgumentNullException.ThrowIfNull(standardDeviations);
        if (weights.Count == 0 || means.Count != weights.Count || standardDeviations.Count != weights.Count)
        {
            throw new ArgumentException(
                $"weights ({weights.Count}), means ({means.Count}) and standardDeviations ({standardDeviations.Count}) must have the same length, 1 or more.");
        }

        Dimension = means[0]?.Count ?? 0;
        if (Dimension == 0 || means.Any(m => m is null || m.Count != Dimension || !m.All(double.IsFinite)))
        {
            throw new ArgumentException("Every mean must be a finite point of the same dimension, 1 or more.");
        }

        if (!weights.All(w => double.IsFinite(w) && w > 0))
        {
            throw new ArgumentException("Every weight must be finite and above 0.");
        }

        if (!standardDeviations.All(s => double.IsFinite(s * s) && s >= 0))
        {
            throw new ArgumentException("Every standard deviation must be 0 or more, and its square finite.");
        }

        var total = weights.Sum();
        if (!double.IsFinite(total))
        {
            throw new ArgumentException("The sum of the weights must be finite.");
        }

        _logWeights = [.. weights.Select(w => Math.Log(w / total))];
        _means = [.. means.SelectMany(m => m)];
        _variances = [.. standardDeviations.Select(s => s * s)];
        _posterior = new double[weights.Count];
        _classes = classes;
        Classes = ClassLabels.Count(classes, weights.Count, "components");
    }

    /// <inheritdoc/>
    public int Dimension { get; }

    /// <inheritdoc/>
    public int Classes { get; }

    /// <inheritdoc/>
    public void Evaluate(LaneBatch lanes)
    {
        ArgumentNullException.ThrowIfNull(lanes);
        for (var i = 0; i < lanes.Count; i++)
        {
            var x = lanes.X.Slice(i * Dimension, Dimension);
            var sigma2 = lanes.NoiseLevel[i] * lanes.NoiseLevel[i];
            _ = PosteriorWeights(x, sigma2, _posterior, lanes.Condition[i]);
            PosteriorMean(x, sigma2, lanes.Denoised.Slice(i * Dimension, Dimension));
        }
    }

    /// <inheritdoc/>
    public void EvaluateWithVjp(LaneBatch lanes, Action<LaneBatch> writeCotangents)
    {
        ArgumentNullException.ThrowIfNull(lanes);
        ArgumentNullException.ThrowIfNull(writeCotangents);
        Evaluate(lanes);
        writeCotangents(lanes);
        for (var i = 0; i < lanes.Count; i++)
        {
            var x = lanes.X.Slice(i * Dimension, Dimension);
            var sigma2 = lanes.NoiseLevel[i] * lanes.NoiseLevel[i];
            _ = PosteriorWeights(x, sigma2, _posterior, lanes.Condition[i]);
            VectorJacobian(
                x, sigma2, lanes.Cotangent.Slice(i * Dimension, Dimension), lanes.VectorJacobian.Slice(i * Dimension, Dimension));
        }
    }

    /// <summary>The log density of the mixture blurred to a noise level, in nats.</summary>
    /// <param name="x">Point, <c>[dim]</c>.</param>
    /// <param name="sigma">Noise level, 0 or more (above 0 where a component is an atom).</param>
    /// <returns>log p_sigma(x).</returns>
    /// <remarks>Any thread may ask: the scratch is the call's own.</remarks>
    public double LogDensity(ReadOnlySpan<double> x, double sigma) => PosteriorWeights(x, sigma * sigma, new double[_posterior.Length]);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    // Fills the posterior weights w_k and returns log p(x).
    private double PosteriorWeights(ReadOnlySpan<double> x, double sigma2, double[] posterior, int condition = 0)
    {
        var largest = double.NegativeInfinity;
        for (var k = 0; k < posterior.Length; k++)
        {
            var tau2 = _variances[k] + sigma2;
            var logit = _logWeights[k] - (0.5 * SquaredDistance(x, k) / tau2) - (0.5 * Dimension * Math.Log(2 * Math.PI * tau2));
            posterior[k] = condition > 0 && _classes![k] != condition - 1 ? double.NegativeInfinity : logit;
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

        return largest + Math.Log(sum);
    }

    private void PosteriorMean(ReadOnlySpan<double> x, double sigma2, Span<double> mean)
    {
        mean.Clear();
        for (var k = 0; k < _posterior.Length; k++)
        {
            var w = _posterior[k] / (_variances[k] + sigma2);
            for (var j = 0; j < mean.Length; j++)
            {
                mean[j] += w * ((_variances[k] * x[j]) + (sigma2 * _means[(k * Dimension) + j]));
            }
        }
    }

    // dD/dx = sum_k w_k (s_k^2/tau_k^2) I + sum_k w_k m_k (u_k - u)^T with u_k = (mu_k - x)/tau_k^2 and u = sum_k w_k u_k.
    private void VectorJacobian(ReadOnlySpan<double> x, double sigma2, ReadOnlySpan<double> c, Span<double> product)
    {
        product.Clear();
        var direct = 0.0;
        var meanProjection = 0.0;
        for (var k = 0; k < _posterior.Length; k++)
        {
            meanProjection += _posterior[k] * Projection(x, sigma2, c, k);
        }

        for (var k = 0; k < _posterior.Length; k++)
        {
            var tau2 = _variances[k] + sigma2;
            direct += _posterior[k] * _variances[k] / tau2;

            // sum_k w_k (m_k . c)(u_k - u) equals sum_k w_k (m_k . c - mean)(u_k): one pass, and no cancellation in u.
            var w = _posterior[k] * (Projection(x, sigma2, c, k) - meanProjection) / tau2;
            for (var j = 0; j < product.Length; j++)
            {
                product[j] += w * (_means[(k * Dimension) + j] - x[j]);
            }
        }

        for (var j = 0; j < product.Length; j++)
        {
            product[j] += direct * c[j];
        }
    }

    private double Projection(ReadOnlySpan<double> x, double sigma2, ReadOnlySpan<double> c, int k)
    {
        var tau2 = _variances[k] + sigma2;
        var sum = 0.0;
        for (var j = 0; j < c.Length; j++)
        {
            sum += c[j] * ((_variances[k] * x[j]) + (sigma2 * _means[(k * Dimension) + j]));
        }

        return sum / tau2;
    }

    private double SquaredDistance(ReadOnlySpan<double> x, int k)
    {
        var sum = 0.0;
        for (var j = 0; j < Dimension; j++)
        {
            var d = x[j] - _means[(k * Dimension) + j];
            sum += d * d;
        }

        return sum;
    }
}
