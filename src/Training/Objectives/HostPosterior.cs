using System.Runtime.Intrinsics;
using GenPhys.Inference.Processes;
using GenPhys.Training.Batches;

namespace GenPhys.Training.Objectives;

/// <summary>
/// The posterior means of a reference batch (Xu, Tong and Jaakkola 2023, eq. 4) one source at a time in the vectors of the processor, all in float64.
/// The differences y_i - r_k themselves are formed, so that nothing cancels, and no array has more than one number per reference.
/// </summary>
internal sealed class HostPosterior
{
    // Weights are relative to the largest, and e^-50 of it is far below the rounding of their sum: 0 then, without an exponential.
    private const double SmallestLogit = -50;

    // Of the sum of the weights, what its rounding hides.
    private const double Smallest = 1e-18;

    private readonly int _count;
    private readonly int _stride;
    private readonly int _dimension;
    private readonly double[] _columns;
    private readonly double[] _weights;
    private readonly double[] _pulls;
    private readonly GenerativeProcess? _process;
    private readonly BatchConditions? _conditions;

    /// <summary>Takes a reference batch.</summary>
    /// <param name="references">r, <c>[n, dim]</c> row by row.</param>
    /// <param name="dimension">Coordinates.</param>
    /// <param name="process">The process whose kernel weighs the references; a diffusion where null.</param>
    /// <param name="conditions">Classes, of which a source's references must share its own; none where null.</param>
    public HostPosterior(ReadOnlySpan<double> references, int dimension, GenerativeProcess? process, BatchConditions? conditions)
    {
        _dimension = dimension;
        _count = references.Length / dimension;
        _stride = (_count + Vector512<double>.Count - 1) / Vector512<double>.Count * Vector512<double>.Count;
        _columns = new double[_dimension * _stride];
        for (var k = 0; k < _count; k++)
        {
            for (var j = 0; j < _dimension; j++)
            {
                _columns[(j * _stride) + k] = references[(k * _dimension) + j];
            }
        }

        _weights = new double[_stride];
        _process = process;
        _pulls = process is { HasUnitDisplacement: false } ? new double[_stride] : [];
        _conditions = conditions;
    }

    /// <summary>
    /// D = x - sum_k w_k c_k (x - r_k) at x = a y + sigma z, where y is a reference; with the factor c = 1 of most processes the weighted mean of the references.
    /// </summary>
    /// <param name="source">Index of y among the references.</param>
    /// <param name="noise">z, <c>[dim]</c>.</param>
    /// <param name="a">Signal scale.</param>
    /// <param name="sigma">Noise level, above 0.</param>
    /// <param name="mean">Receives D, <c>[dim]</c>.</param>
    public void Row(int source, ReadOnlySpan<double> noise, double a, double sigma, Span<double> mean)
    {
        Span<double> d2 = _weights;
        Differences(source, noise, a, sigma, d2);
        var own = 0.0;
        foreach (var z in noise)
        {
            own += sigma * z * (sigma * z);
        }

        Logits(own, sigma);
        for (var k = 0; k < _count && _conditions is not null; k++)
        {
            _weights[k] = _conditions.IsForeign(source, k) ? double.NegativeInfinity : _weights[k];
        }

        _weights.AsSpan(_count).Fill(double.NegativeInfinity);
        var total = Exponentials();
        if (_pulls.Length > 0)
        {
            Displaced(source, noise, own, a, sigma, total, mean);
            return;
        }

        for (var j = 0; j < _dimension; j++)
        {
            mean[j] = Dot(_weights, Column(j)) / total;
        }
    }

    // |x - a r_k|^2 - |x - a y|^2 = a^2 sum_j (y_j - r_kj)(y_j - r_kj + 2 sigma z_j/a): exactly 0 at the source and its copies.
    private void Differences(int source, ReadOnlySpan<double> noise, double a, double sigma, Span<double> d2)
    {
        var square = Vector512.Create(a * a);
        for (var j = 0; j < _dimension; j++)
        {
            var column = Column(j);
            var y = Vector512.Create(column[source]);
            var shift = Vector512.Create(2 * sigma * noise[j] / a);
            for (var k = 0; k < _stride; k += Vector512<double>.Count)
            {
                var difference = y - Vector512.Create(column[k..]);
                var term = square * difference * (difference + shift);
                (j == 0 ? term : term + Vector512.Create<double>(d2[k..])).CopyTo(d2[k..]);
            }
        }
    }

    private void Logits(double own, double sigma)
    {
        Span<double> values = _weights;
        if (_process is null or DiffusionProcess or PfgmppProcess { AugmentedDimension: double.PositiveInfinity })
        {
            var scale = Vector512.Create(-0.5 / (sigma * sigma));
            for (var k = 0; k < values.Length; k += Vector512<double>.Count)
            {
                (Vector512.Create<double>(values[k..]) * scale).CopyTo(values[k..]);
            }
        }
        else if (_process is PfgmppProcess { AugmentedDimension: var augmented })
        {
            // -(N + D)/2 ln(1 + u), u = (d_k^2 - d_own^2)/(d_own^2 + r^2); the last factor gives back what 1 + u rounds off (Kahan).
            var (power, span) = (Vector512.Create(-0.5 * (_dimension + augmented)), Vector512.Create(own + (sigma * sigma * augmented)));
            for (var k = 0; k < values.Length; k += Vector512<double>.Count)
            {
                var u = Vector512.Create<double>(values[k..]) / span;
                var shifted = Vector512<double>.One + u;
                var rounded = shifted - Vector512<double>.One;
                var log = Vector512.ConditionalSelect(Vector512.Equals(rounded, Vector512<double>.Zero), u, Vector512.Log(shifted) * (u / rounded));
                (power * log).CopyTo(values[k..]);
            }
        }
        else
        {
            for (var k = 0; k < _count; k++)
            {
                values[k] = Math.Max(0, own + values[k]);
            }

            _process.LogKernels(values[.._count], sigma, _dimension, values[.._count]);
        }
    }

    // The logits become weights relative to the largest; their sum is returned.
    private double Exponentials()
    {
        Span<double> values = _weights;
        var largest = Vector512.Create(double.NegativeInfinity);
        for (var k = 0; k < values.Length; k += Vector512<double>.Count)
        {
            largest = Vector512.Max(largest, Vector512.Create<double>(values[k..]));
        }

        var top = double.NegativeInfinity;
        for (var i = 0; i < Vector512<double>.Count; i++)
        {
            top = Math.Max(top, largest[i]);
        }

        var (shift, floor, sum) = (Vector512.Create(top), Vector512.Create(SmallestLogit), Vector512<double>.Zero);
        for (var k = 0; k < values.Length; k += Vector512<double>.Count)
        {
            var logit = Vector512.Create<double>(values[k..]) - shift;
            if (Vector512.LessThanOrEqualAll(logit, floor))
            {
                Vector512<double>.Zero.CopyTo(values[k..]);
                continue;
            }

            var weight = Vector512.ConditionalSelect(
                Vector512.GreaterThan(logit, floor), Vector512.Exp(Vector512.Max(logit, floor)), Vector512<double>.Zero);
            weight.CopyTo(values[k..]);
            sum += weight;
        }

        return Vector512.Sum(sum);
    }

    private void Displaced(int source, ReadOnlySpan<double> noise, double own, double a, double sigma, double total, Span<double> mean)
    {
        var held = 0.0;
        _pulls.AsSpan().Clear();
        for (var k = 0; k < _count; k++)
        {
            // Factors differ by no more than their size, so that a weight below the rounding of the sum takes the factor 1.
            _pulls[k] = _weights[k];
            if (_weights[k] > Smallest * total)
            {
                var d2 = own;
                for (var j = 0; j < _dimension; j++)
                {
                    var difference = a * (_columns[(j * _stride) + source] - _columns[(j * _stride) + k]);
                    d2 += difference * (difference + (2 * sigma * noise[j]));
                }

                _pulls[k] = _weights[k] * _process!.DisplacementFactor(Math.Max(0, d2), sigma, _dimension);
                held += _weights[k] - _pulls[k];
            }
        }

        for (var j = 0; j < _dimension; j++)
        {
            var x = (a * _columns[(j * _stride) + source]) + (sigma * noise[j]);
            mean[j] = (Dot(_pulls, Column(j)) + (held * x)) / total;
        }
    }

    private ReadOnlySpan<double> Column(int j) => _columns.AsSpan(j * _stride, _stride);

    private static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        var sum = Vector512<double>.Zero;
        for (var k = 0; k < left.Length; k += Vector512<double>.Count)
        {
            sum = Vector512.FusedMultiplyAdd(Vector512.Create(left[k..]), Vector512.Create(right[k..]), sum);
        }

        return Vector512.Sum(sum);
    }
}
