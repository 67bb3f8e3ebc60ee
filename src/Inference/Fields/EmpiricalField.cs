using GenPhys.Inference.Processes;

namespace GenPhys.Inference.Fields;

/// <summary>
/// The exact field of a finite data set under a process's own kernel: D(x; sigma) = sum_i w_i y_i with w_i proportional to
/// m_i p_sigma(x | y_i), by log-sum-exp against the nearest point. The flow of this field ends on data points, which makes it a
/// server of data without training and a detector of memorisation.
/// </summary>
public sealed class EmpiricalField : IExactField
{
    private readonly GenerativeProcess _process;
    private readonly double[] _points;
    private readonly double[] _logMasses;
    private readonly double[] _d2;

    /// <summary>Creates the field.</summary>
    /// <param name="points">Data points y_i, <c>[points][dim]</c>.</param>
    /// <param name="process">The process whose kernel blurs them.</param>
    /// <param name="weights">Masses m_i, positive, <c>[points]</c>; equal where null.</param>
    /// <exception cref="ArgumentException">There is no point, lengths disagree, or a number is out of range.</exception>
    public EmpiricalField(IReadOnlyList<IReadOnlyList<double>> points, GenerativeProcess process, IReadOnlyList<double>? weights = null)
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
        _process = process;
        _points = [.. points.SelectMany(p => p)];
        _logMasses = weights is null ? new double[points.Count] : [.. weights.Select(w => Math.Log(w))];
        _d2 = new double[points.Count];
    }

    /// <inheritdoc/>
    public int Dimension { get; }

    /// <inheritdoc/>
    public void Evaluate(LaneBatch lanes)
    {
        ArgumentNullException.ThrowIfNull(lanes);
        for (var lane = 0; lane < lanes.Count; lane++)
        {
            Posterior(lanes.X.Slice(lane * Dimension, Dimension), lanes.NoiseLevel[lane], lanes.Denoised.Slice(lane * Dimension, Dimension));
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
                lanes.X.Slice(at, Dimension), lanes.NoiseLevel[lane], lanes.Cotangent.Slice(at, Dimension),
                lanes.Denoised.Slice(at, Dimension), lanes.VectorJacobian.Slice(at, Dimension));
        }
    }

    /// <summary>The log density of the data set blurred to a level, in nats.</summary>
    /// <param name="x">Point, <c>[dim]</c>.</param>
    /// <param name="sigma">Level, above 0.</param>
    /// <returns>log p_sigma(x).</returns>
    public double LogDensity(ReadOnlySpan<double> x, double sigma)
    {
        var nearest = Distances(x);
        var largest = _logMasses.Max();
        var (sum, masses) = (0.0, 0.0);
        for (var i = 0; i < _d2.Length; i++)
        {
            sum += Math.Exp(_logMasses[i] - largest + _process.LogKernelRatio(_d2[i], nearest, sigma, Dimension));
            masses += Math.Exp(_logMasses[i] - largest);
        }

        return Math.Log(sum / masses) + _process.LogKernel(nearest, sigma, Dimension);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private void Posterior(ReadOnlySpan<double> x, double sigma, Span<double> mean)
    {
        var nearest = Distances(x);
        var largest = Logits(nearest, sigma);
        mean.Clear();
        var total = 0.0;
        for (var i = 0; i < _d2.Length; i++)
        {
            var w = Math.Exp(_d2[i] - largest);
            if (w == 0)
            {
                continue;
            }

            total += w;
            var y = _points.AsSpan(i * Dimension, Dimension);
            for (var j = 0; j < y.Length; j++)
            {
                mean[j] += w * y[j];
            }
        }

        for (var j = 0; j < mean.Length; j++)
        {
            mean[j] /= total;
        }
    }

    // dw_i/dx = w_i (s_i - s) with s_i = 2 k'(d_i^2)(x - y_i) and s its posterior mean, so
    // J^T c = sum_i w_i (y_i . c - D . c) s_i, where subtracting D . c stands for subtracting s.
    private void VectorJacobian(ReadOnlySpan<double> x, double sigma, ReadOnlySpan<double> c, ReadOnlySpan<double> mean, Span<double> product)
    {
        var nearest = Distances(x);
        var largest = Logits(nearest, sigma);
        product.Clear();
        var total = 0.0;
        for (var i = 0; i < _d2.Length; i++)
        {
            var w = Math.Exp(_d2[i] - largest);
            if (w == 0)
            {
                continue;
            }

            total += w;
            var y = _points.AsSpan(i * Dimension, Dimension);
            var (d2, projection) = (0.0, 0.0);
            for (var j = 0; j < y.Length; j++)
            {
                var d = x[j] - y[j];
                d2 += d * d;
                projection += (y[j] - mean[j]) * c[j];
            }

            var factor = 2 * w * projection * _process.LogKernelSlope(d2, sigma, Dimension);
            for (var j = 0; j < y.Length; j++)
            {
                product[j] += factor * (x[j] - y[j]);
            }
        }

        for (var j = 0; j < product.Length; j++)
        {
            product[j] /= total;
        }
    }

    // Squared distances by direct differences (a Gram expansion cancels at low noise); returns the smallest.
    private double Distances(ReadOnlySpan<double> x)
    {
        var nearest = double.PositiveInfinity;
        for (var i = 0; i < _d2.Length; i++)
        {
            var sum = 0.0;
            var y = _points.AsSpan(i * Dimension, Dimension);
            for (var j = 0; j < y.Length; j++)
            {
                var d = x[j] - y[j];
                sum += d * d;
            }

            _d2[i] = sum;
            nearest = Math.Min(nearest, sum);
        }

        return nearest;
    }

    // Turns the distances into logits in place; returns the largest.
    private double Logits(double nearest, double sigma)
    {
        var largest = double.NegativeInfinity;
        for (var i = 0; i < _d2.Length; i++)
        {
            _d2[i] = _logMasses[i] + _process.LogKernelRatio(_d2[i], nearest, sigma, Dimension);
            largest = Math.Max(largest, _d2[i]);
        }

        return largest;
    }
}
