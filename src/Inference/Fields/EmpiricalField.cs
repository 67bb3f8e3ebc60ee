using GenPhys.Inference.Processes;

namespace GenPhys.Inference.Fields;

/// <summary>
/// The exact field of a finite data set under a process's own kernel: D(x; sigma) = sum_i w_i y_i with w_i proportional to
/// m_i p_sigma(x | y_i), by log-sum-exp against the nearest point (and x - D = sum_i w_i c_i (x - y_i) where the process moves a datum's
/// particles by c). The flow of this field ends on data points, which makes it a server of data without training and a detector of
/// memorisation.
/// </summary>
public sealed class EmpiricalField : IExactField
{
    private readonly GenerativeProcess _process;
    private readonly double[] _points;
    private readonly double[] _logMasses;
    private readonly double[] _d2;
    private readonly double[] _logits;
    private readonly int[]? _classes;

    /// <summary>Creates the field.</summary>
    /// <param name="points">Data points y_i, <c>[points][dim]</c>.</param>
    /// <param name="process">The process whose kernel blurs them.</param>
    /// <param name="weights">Masses m_i, positive, <c>[points]</c>; equal where null.</param>
    /// <param name="classes">Class of each point, from 0, every class with a point, <c>[points]</c>; null for a field without a condition.</param>
    /// <exception cref="ArgumentException">There is no point, lengths disagree, or a number is out of range.</exception>
    public EmpiricalField(IReadOnlyList<IReadOnlyList<double>> points, GenerativeProcess process, IReadOnlyList<double>? weights = null, int[]? classes = null)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(process);
        if (points.Count == 0 || points[0].Count == 0 || points.Any(p => p.Count != points[0].Count || !p.All(double.IsFinite)))
        {
            throw new ArgumentException("One or more finite points of the same dimension are needed.");
        }

        if (weights is not null && (weights.Count != points.Count || !weights.All(w => double.IsFinite(w) && w > 0)))
        {
            throw new ArgumentException($"weights must be {points.Count} finite numbers above 0.");
        }

        Dimension = points[0].Count;
        var radius = points.Max(p => Math.Sqrt(p.Sum(v => v * v)));
        foreach (var (_, problem) in process.Problems(Dimension, radius))
        {
            throw new ArgumentException(problem);
        }

        _process = process;
        _points = [.. points.SelectMany(p => p)];
        _logMasses = weights is null ? new double[points.Count] : [.. weights.Select(w => Math.Log(w))];
        _d2 = new double[points.Count];
        _logits = new double[points.Count];
        _classes = classes;
        Classes = ClassLabels.Count(classes, points.Count, "points");
    }

    /// <inheritdoc/>
    public int Dimension { get; }

    /// <inheritdoc/>
    public int Classes { get; }

    /// <inheritdoc/>
    public void Evaluate(LaneBatch lanes)
    {
        ArgumentNullException.ThrowIfNull(lanes);
        for (var lane = 0; lane < lanes.Count; lane++)
        {
            lanes.Growth[lane] = Posterior(
                lanes.X.Slice(lane * Dimension, Dimension), lanes.NoiseLevel[lane], lanes.Condition[lane], lanes.Denoised.Slice(lane * Dimension, Dimension));
        }
    }

    /// <inheritdoc/>
    public void EvaluateWithVjp(LaneBatch lanes, Action<LaneBatch> writeCotangents)
    {
        ArgumentNullException.ThrowIfNull(lanes);
        ArgumentNullException.ThrowIfNull(writeCotangents);
        Evaluate(lanes);
        writeCotangents(lanes);
        for (var lane = 0; lane < lanes.Count; lane++)
        {
            var at = lane * Dimension;
            VectorJacobian(
                lanes.X.Slice(at, Dimension), lanes.NoiseLevel[lane], lanes.Condition[lane], lanes.Cotangent.Slice(at, Dimension),
                lanes.Denoised.Slice(at, Dimension), lanes.VectorJacobian.Slice(at, Dimension));
        }
    }

    /// <summary>The log density of the data set blurred to a level, in nats.</summary>
    /// <param name="x">Point, <c>[dim]</c>.</param>
    /// <param name="sigma">Level, above 0.</param>
    /// <returns>log p_sigma(x).</returns>
    public double LogDensity(ReadOnlySpan<double> x, double sigma)
    {
        // Scratch of its own: any thread may ask.
        var d2 = new double[_d2.Length];
        var nearest = Distances(x, d2);
        var largest = _logMasses.Max();
        var (sum, masses) = (0.0, 0.0);
        for (var i = 0; i < d2.Length; i++)
        {
            sum += Math.Exp(_logMasses[i] - largest + _process.LogKernelRatio(d2[i], nearest, sigma, Dimension));
            masses += Math.Exp(_logMasses[i] - largest);
        }

        return Math.Log(sum / masses) + _process.LogKernel(nearest, sigma, Dimension);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    // Writes D and returns the growth of the weight.
    private double Posterior(ReadOnlySpan<double> x, double sigma, int condition, Span<double> denoised)
    {
        _ = Distances(x, _d2);
        var largest = Logits(sigma, condition);
        denoised.Clear();
        var (total, growth, own) = (0.0, 0.0, 0.0);
        for (var i = 0; i < _logits.Length; i++)
        {
            var w = Math.Exp(_logits[i] - largest);
            if (w == 0)
            {
                continue;
            }

            total += w;
            growth += _process.HasBirthAndDeath ? w * _process.GrowthRate(_d2[i], sigma, Dimension) : 0;

            // D = x - sum_i w_i c_i (x - y_i): what c takes from a datum stays with x.
            var pull = w;
            if (!_process.HasUnitDisplacement)
            {
                pull *= _process.DisplacementFactor(_d2[i], sigma, Dimension);
                own += w - pull;
            }

            var y = _points.AsSpan(i * Dimension, Dimension);
            for (var j = 0; j < y.Length; j++)
            {
                denoised[j] += pull * y[j];
            }
        }

        for (var j = 0; j < denoised.Length; j++)
        {
            denoised[j] = _process.HasUnitDisplacement ? denoised[j] / total : (denoised[j] + (own * x[j])) / total;
        }

        return growth / total;
    }

    // With d_i = c_i (x - y_i), x - D = sum_i w_i d_i and dw_i/dx = w_i (s_i - s), s_i = 2 k'(d_i^2)(x - y_i), s its posterior mean:
    // J^T v = v - sum_i w_i (c_i v + 2 c'_i ((x - y_i) . v)(x - y_i) + (d_i . v - (x - D) . v) s_i), where subtracting (x - D) . v stands
    // for subtracting s. With c = 1 the first terms cancel.
    private void VectorJacobian(
        ReadOnlySpan<double> x, double sigma, int condition, ReadOnlySpan<double> v, ReadOnlySpan<double> denoised, Span<double> product)
    {
        _ = Distances(x, _d2);
        var largest = Logits(sigma, condition);
        product.Clear();
        var (total, own) = (0.0, 0.0);
        for (var i = 0; i < _logits.Length; i++)
        {
            var w = Math.Exp(_logits[i] - largest);
            if (w == 0)
            {
                continue;
            }

            total += w;
            var (c, slope) = _process.HasUnitDisplacement
                ? (1.0, 0.0)
                : (_process.DisplacementFactor(_d2[i], sigma, Dimension), _process.DisplacementSlope(_d2[i], sigma, Dimension));
            own += w * (1 - c);
            var y = _points.AsSpan(i * Dimension, Dimension);
            var (along, projection) = (0.0, 0.0);
            for (var j = 0; j < y.Length; j++)
            {
                along += (x[j] - y[j]) * v[j];
                projection += ((x[j] - denoised[j]) - (c * (x[j] - y[j]))) * v[j];
            }

            var factor = 2 * w * ((projection * _process.LogKernelSlope(_d2[i], sigma, Dimension)) - (slope * along));
            for (var j = 0; j < y.Length; j++)
            {
                product[j] += factor * (x[j] - y[j]);
            }
        }

        for (var j = 0; j < product.Length; j++)
        {
            product[j] = (product[j] + (own * v[j])) / total;
        }
    }

    // Squared distances by direct differences (a Gram expansion cancels at low noise); returns the smallest.
    private double Distances(ReadOnlySpan<double> x, double[] d2)
    {
        var nearest = double.PositiveInfinity;
        for (var i = 0; i < d2.Length; i++)
        {
            var sum = 0.0;
            var y = _points.AsSpan(i * Dimension, Dimension);
            for (var j = 0; j < y.Length; j++)
            {
                var d = x[j] - y[j];
                sum += d * d;
            }

            d2[i] = sum;
            nearest = Math.Min(nearest, sum);
        }

        return nearest;
    }

    // Fills the logits of the posterior from the distances; returns the largest.
    private double Logits(double sigma, int condition)
    {
        _process.LogKernels(_d2, sigma, Dimension, _logits);
        var largest = double.NegativeInfinity;
        for (var i = 0; i < _logits.Length; i++)
        {
            _logits[i] = condition > 0 && _classes![i] != condition - 1 ? double.NegativeInfinity : _logits[i] + _logMasses[i];
            largest = Math.Max(largest, _logits[i]);
        }

        return largest;
    }
}
