using GenPhys.Inference.Processes;

namespace GenPhys.Inference.Guidance.Classifiers;

/// <summary>
/// The Bayes-optimal classifier of a region made of boxes for data from a mixture of isotropic Gaussians (Naderiparizi et
/// al. 2024, eq. 7): C(x; sigma) = sum_k r_k sum_b prod_j [Phi(beta) - Phi(alpha)] with the responsibilities r_k of the blurred
/// components and the box's ends seen from the posterior N(m_k, v_k I) of x0, m_k = mu_k + s_k^2/tau_k^2 (x - mu_k),
/// v_k = s_k^2 sigma^2/tau_k^2, tau_k^2 = s_k^2 + sigma^2. All sums are in logarithms, so that far outside of the region, where
/// C is too small for a number, its gradient is still there.
/// </summary>
public sealed class MixtureRegionClassifier : Classifier
{
    // What lies this many nats below the largest part changes no digit of a float64.
    private const double Negligible = 60;

    private readonly double[] _logWeights;
    private readonly double[] _means;
    private readonly double[] _variances;
    private readonly IntervalBoxes _boxes;
    private readonly double[] _logParts;
    private readonly double[] _shared;

    /// <summary>Creates the classifier.</summary>
    /// <param name="weights">Weights of the components, positive, <c>[components]</c>.</param>
    /// <param name="means">Means, <c>[components][dim]</c>.</param>
    /// <param name="standardDeviations">Standard deviations, 0 or more, <c>[components]</c>.</param>
    /// <param name="boxes">The region.</param>
    public MixtureRegionClassifier(
        IReadOnlyList<double> weights, IReadOnlyList<IReadOnlyList<double>> means, IReadOnlyList<double> standardDeviations, IntervalBoxes boxes)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(boxes);
        var total = weights.Sum();
        _logWeights = [.. weights.Select(w => Math.Log(w / total))];
        _means = [.. means.SelectMany(mean => mean)];
        _variances = [.. standardDeviations.Select(s => s * s)];
        _boxes = boxes;
        _logParts = new double[weights.Count];
        _shared = new double[boxes.Dimension];
    }

    /// <inheritdoc/>
    public override int Dimension => _boxes.Dimension;

    /// <inheritdoc/>
    public override double Cost => 1e-6 * _logWeights.Length * ((20 * Dimension) + (150 * _boxes.Intervals) + (4 * _boxes.Count * Dimension));

    /// <inheritdoc/>
    public override void Evaluate(
        ReadOnlySpan<double> x,
        ReadOnlySpan<double> noiseLevel,
        ReadOnlySpan<double> shift,
        Span<double> logProbability,
        Span<double> gradient)
    {
        var d = Dimension;
        for (var row = 0; row < noiseLevel.Length; row++)
        {
            var slope = gradient.Slice(row * d, d);
            var log = LogProbability(x.Slice(row * d, d), noiseLevel[row] * noiseLevel[row], slope);

            // logit C' = logit C + shift gives C' = C e^shift / (1 + C (e^shift - 1)), and the gradient of log C over that denominator.
            var denominator = Math.Exp(log) * SpecialFunctions.ExpMinusOne(shift[row]);
            logProbability[row] = log + shift[row] - SpecialFunctions.LogOnePlus(denominator);
            for (var j = 0; j < d; j++)
            {
                slope[j] /= 1 + denominator;
            }
        }
    }

    private double LogProbability(ReadOnlySpan<double> x, double sigma2, Span<double> gradient)
    {
        var (first, normaliser) = Responsibilities(x, sigma2);
        gradient.Clear();
        var (largest, sum) = (double.NegativeInfinity, 0.0);

        // The likeliest component first, so that most of the others are seen to be negligible.
        for (var i = 0; i < _logParts.Length; i++)
        {
            var k = i == 0 ? first : i <= first ? i - 1 : i;
            if (_logParts[k] - normaliser < largest - Negligible)
            {
                continue;
            }

            var tau2 = _variances[k] + sigma2;
            var (ratio, deviation) = (_variances[k] / tau2, Math.Sqrt(_variances[k] * (sigma2 / tau2)));
            _boxes.Begin();
            for (var j = 0; j < x.Length; j++)
            {
                var mean = _means[(k * x.Length) + j];
                _boxes.Place(j, mean + (ratio * (x[j] - mean)), deviation);
            }

            for (var b = 0; b < _boxes.Count; b++)
            {
                var log = _logParts[k] - normaliser + _boxes.LogMass(b);
                if (log < largest - Negligible || double.IsNegativeInfinity(log))
                {
                    continue;
                }

                if (log > largest)
                {
                    var scale = Math.Exp(largest - log);
                    (sum, largest) = (sum * scale, log);
                    for (var j = 0; j < x.Length; j++)
                    {
                        gradient[j] *= scale;
                    }
                }

                var w = Math.Exp(log - largest);
                sum += w;
                for (var j = 0; j < x.Length; j++)
                {
                    gradient[j] += w * (((_means[(k * x.Length) + j] - x[j]) / tau2) + (ratio * _boxes.Slope(b, j)));
                }
            }
        }

        // Only atoms outside of the region: there is nothing to pull.
        if (sum == 0)
        {
            return double.NegativeInfinity;
        }

        for (var j = 0; j < x.Length; j++)
        {
            gradient[j] = (gradient[j] / sum) - _shared[j];
        }

        return Math.Min(largest + Math.Log(sum), 0);
    }

    // Fills the logarithms of the components' parts and the gradient of the normaliser; returns the largest part's index.
    private (int First, double Normaliser) Responsibilities(ReadOnlySpan<double> x, double sigma2)
    {
        var first = 0;
        for (var k = 0; k < _logParts.Length; k++)
        {
            var tau2 = _variances[k] + sigma2;
            var distance = 0.0;
            for (var j = 0; j < x.Length; j++)
            {
                var off = x[j] - _means[(k * x.Length) + j];
                distance += off * off;
            }

            _logParts[k] = _logWeights[k] - (0.5 * distance / tau2) - (0.5 * x.Length * Math.Log(tau2));
            first = _logParts[k] > _logParts[first] ? k : first;
        }

        var sum = 0.0;
        _shared.AsSpan().Clear();
        for (var k = 0; k < _logParts.Length; k++)
        {
            var w = Math.Exp(_logParts[k] - _logParts[first]);
            sum += w;
            for (var j = 0; j < x.Length; j++)
            {
                _shared[j] += w * (_means[(k * x.Length) + j] - x[j]) / (_variances[k] + sigma2);
            }
        }

        for (var j = 0; j < x.Length; j++)
        {
            _shared[j] /= sum;
        }

        return (first, _logParts[first] + Math.Log(sum));
    }
}
