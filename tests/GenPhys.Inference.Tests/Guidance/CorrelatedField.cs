using GenPhys.Inference.Fields;

namespace GenPhys.Inference.Tests.Guidance;

/// <summary>
/// The exact field of N(0, K x I_axes): D = K (K + sigma^2 I)^-1 x on each axis. A state is row-major, <c>[frames, axes]</c>.
/// </summary>
internal sealed class CorrelatedField(double[,] k, int axes) : IField
{
    private readonly Dictionary<double, double[,]> _filters = [];

    public int Dimension => k.GetLength(0) * axes;

    /// <summary>Calls of either kind, for counting.</summary>
    public List<(bool Vjp, int Lanes)> Calls { get; } = [];

    public static CorrelatedField Identity(int dimension)
    {
        var k = new double[dimension, dimension];
        for (var i = 0; i < dimension; i++)
        {
            k[i, i] = 1;
        }

        return new CorrelatedField(k, 1);
    }

    public void Evaluate(LaneBatch lanes)
    {
        Calls.Add((false, lanes.Count));
        Denoise(lanes);
    }

    public void EvaluateWithVjp(LaneBatch lanes, Action<LaneBatch> writeCotangents)
    {
        Calls.Add((true, lanes.Count));
        Denoise(lanes);
        writeCotangents(lanes);
        for (var i = 0; i < lanes.Count; i++)
        {
            Apply(
                Filter(lanes.NoiseLevel[i]),
                lanes.Cotangent.Slice(i * Dimension, Dimension),
                lanes.VectorJacobian.Slice(i * Dimension, Dimension));
        }
    }

    public void Dispose()
    {
    }

    /// <summary>A^-1 B of square matrices by Gauss-Jordan elimination with pivoting.</summary>
    public static double[,] Solve(double[,] a, double[,] b)
    {
        var n = a.GetLength(0);
        (a, b) = ((double[,])a.Clone(), (double[,])b.Clone());
        var columns = b.GetLength(1);
        for (var p = 0; p < n; p++)
        {
            var best = p;
            for (var i = p + 1; i < n; i++)
            {
                best = Math.Abs(a[i, p]) > Math.Abs(a[best, p]) ? i : best;
            }

            for (var j = 0; j < n; j++)
            {
                (a[p, j], a[best, j]) = (a[best, j], a[p, j]);
            }

            for (var j = 0; j < columns; j++)
            {
                (b[p, j], b[best, j]) = (b[best, j], b[p, j]);
            }

            for (var i = 0; i < n; i++)
            {
                var f = a[i, p] / a[p, p];
                if (i == p || f == 0)
                {
                    continue;
                }

                for (var j = 0; j < n; j++)
                {
                    a[i, j] -= f * a[p, j];
                }

                for (var j = 0; j < columns; j++)
                {
                    b[i, j] -= f * b[p, j];
                }
            }
        }

        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                b[i, j] /= a[i, i];
            }
        }

        return b;
    }

    private double[,] Filter(double sigma)
    {
        if (!_filters.TryGetValue(sigma, out var filter))
        {
            var shifted = (double[,])k.Clone();
            for (var i = 0; i < k.GetLength(0); i++)
            {
                shifted[i, i] += sigma * sigma;
            }

            // (K + s^2 I)^-1 K: both are symmetric and commute.
            filter = Solve(shifted, k);
            _filters[sigma] = filter;
        }

        return filter;
    }

    private void Denoise(LaneBatch lanes)
    {
        for (var i = 0; i < lanes.Count; i++)
        {
            Apply(Filter(lanes.NoiseLevel[i]), lanes.X.Slice(i * Dimension, Dimension), lanes.Denoised.Slice(i * Dimension, Dimension));
        }
    }

    private void Apply(double[,] filter, ReadOnlySpan<double> x, Span<double> y)
    {
        var frames = filter.GetLength(0);
        y.Clear();
        for (var f = 0; f < frames; f++)
        {
            for (var g = 0; g < frames; g++)
            {
                for (var axis = 0; axis < axes; axis++)
                {
                    y[(f * axes) + axis] += filter[f, g] * x[(g * axes) + axis];
                }
            }
        }
    }
}
