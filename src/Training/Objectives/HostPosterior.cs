using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using GenPhys.Inference.Processes;
using GenPhys.Inference.Random;
using GenPhys.Training.Batches;

namespace GenPhys.Training.Objectives;

/// <summary>
/// The posterior means of a reference batch (Xu, Tong and Jaakkola 2023, eq. 4) one source at a time in the vectors of the processor, all in float64.
/// The differences y_i - r_k themselves are formed, so that nothing cancels, and no array has more than one number per reference and coordinate. The arrays are borrowed: a step of training would otherwise leave enough garbage to be felt.
/// </summary>
internal sealed class HostPosterior : IDisposable
{
    // Weights are relative to the largest, and e^-50 of it is far below the rounding of their sum: 0 then, without an exponential.
    private const double SmallestLogit = -50;

    // Of the sum of the weights, what its rounding hides.
    private const double Smallest = 1e-18;

    private static readonly ArrayPool<Vector512<double>> Pool = ArrayPool<Vector512<double>>.Shared;

    private readonly int _count;
    private readonly int _dimension;
    private readonly int _blocks;

    // r in blocks of as many references as a vector holds: the block's first coordinates, its second ones, and so on.
    private readonly Vector512<double>[] _references;
    private readonly Vector512<double>[] _weights;
    private readonly Vector512<double>[] _pulls;
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
        _blocks = (_count + Vector512<double>.Count - 1) / Vector512<double>.Count;
        _references = Pool.Rent(_blocks * dimension);
        _weights = Pool.Rent(_blocks);
        _pulls = process is { HasUnitDisplacement: false } ? Pool.Rent(_blocks) : [];
        _process = process;
        _conditions = conditions;

        // What the last block holds behind the last reference has the weight 0, and must be a number.
        _references.AsSpan(0, _blocks * dimension)[^dimension..].Clear();
        var numbers = Numbers(_references);
        for (var (k, at) = (0, 0); k < _count; k++)
        {
            for (var j = 0; j < dimension; j++, at++)
            {
                numbers[At(k, j)] = references[at];
            }
        }

    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Pool.Return(_references);
        Pool.Return(_weights);
        if (_pulls.Length > 0)
        {
            Pool.Return(_pulls);
        }
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
        var own = 0.0;
        foreach (var z in noise)
        {
            own += sigma * z * (sigma * z);
        }

        Logits(source, noise, own, a, sigma);
        var logits = Numbers(_weights)[..(_blocks * Vector512<double>.Count)];
        for (var k = 0; k < _count && _conditions is not null; k++)
        {
            logits[k] = _conditions.IsForeign(source, k) ? double.NegativeInfinity : logits[k];
        }

        logits[_count..].Fill(double.NegativeInfinity);
        var total = Exponentials(mean);
        if (_pulls.Length > 0)
        {
            Displaced(source, noise, own, a, sigma, total, mean);
            return;
        }

        foreach (ref var value in mean)
        {
            value /= total;
        }
    }

    private static Span<double> Numbers(Vector512<double>[] blocks) => MemoryMarshal.Cast<Vector512<double>, double>(blocks.AsSpan());

    private int At(int reference, int coordinate)
    {
        var (block, lane) = (reference / Vector512<double>.Count, reference % Vector512<double>.Count);
        return (((block * _dimension) + coordinate) * Vector512<double>.Count) + lane;
    }

    private void Logits(int source, ReadOnlySpan<double> noise, double own, double a, double sigma)
    {
        if (_process is null or DiffusionProcess or PfgmppProcess { AugmentedDimension: double.PositiveInfinity })
        {
            Differences(source, noise, a, sigma, -0.5 / (sigma * sigma));
            return;
        }

        Differences(source, noise, a, sigma, 1);
        if (_process is PfgmppProcess { AugmentedDimension: var augmented })
        {
            // -(N + D)/2 ln(1 + u), u = (d_k^2 - d_own^2)/(d_own^2 + r^2); the last factor gives back what 1 + u rounds off (Kahan).
            var (power, span) = (Vector512.Create(-0.5 * (_dimension + augmented)), Vector512.Create(own + (sigma * sigma * augmented)));
            foreach (ref var value in _weights.AsSpan(0, _blocks))
            {
                var u = value / span;
                var shifted = Vector512<double>.One + u;
                var rounded = shifted - Vector512<double>.One;
                value = power * Vector512.ConditionalSelect(Vector512.Equals(rounded, Vector512<double>.Zero), u, Vector512.Log(shifted) * (u / rounded));
            }

            return;
        }

        var values = Numbers(_weights)[.._count];
        foreach (ref var value in values)
        {
            value = Math.Max(0, own + value);
        }

        _process.LogKernels(values, sigma, _dimension, values);
    }

    // factor times |x - a r_k|^2 - |x - a y|^2 = a^2 sum_j (y_j - r_kj)(y_j - r_kj + 2 sigma z_j/a): exactly 0 at the source and its copies.
    private void Differences(int source, ReadOnlySpan<double> noise, double a, double sigma, double factor)
    {
        // Coordinates in pairs, so that what belongs to the source stays in registers; the last of an odd number goes with itself, times 0.
        var numbers = Numbers(_references);
        var weights = _weights.AsSpan(0, _blocks);
        var references = _references;
        for (var j = 0; j < _dimension; j += 2)
        {
            var next = Math.Min(j + 1, _dimension - 1);
            var (y0, y1) = (Vector512.Create(numbers[At(source, j)]), Vector512.Create(numbers[At(source, next)]));
            var (shift0, shift1) = (Vector512.Create(2 * sigma * noise[j] / a), Vector512.Create(2 * sigma * noise[next] / a));
            var (scale0, scale1) = (Vector512.Create(a * a * factor), Vector512.Create(next == j ? 0 : a * a * factor));
            for (var (block, at) = (0, j); block < weights.Length; block++, at += _dimension)
            {
                var (difference0, difference1) = (y0 - references[at], y1 - references[at + next - j]);
                var term = (scale0 * (difference0 * (difference0 + shift0))) + (scale1 * (difference1 * (difference1 + shift1)));
                weights[block] = j == 0 ? term : weights[block] + term;
            }
        }
    }

    // The logits become weights relative to the largest; their sum is returned, and sums receives that of w_k r_k.
    private double Exponentials(Span<double> sums)
    {
        var weights = _weights.AsSpan(0, _blocks);
        var (references, stride, next) = (_references, _dimension, Math.Min(1, _dimension - 1));
        var (shift, floor) = (Vector512.Create(Largest(weights)), Vector512.Create(SmallestLogit));
        var (total, sum0, sum1) = (Vector512<double>.Zero, Vector512<double>.Zero, Vector512<double>.Zero);
        for (var (block, at) = (0, 0); block < weights.Length; block++, at += stride)
        {
            var logit = weights[block] - shift;
            var weight = Vector512<double>.Zero;
            if (Vector512.GreaterThanAny(logit, floor))
            {
                weight = Vector512.ConditionalSelect(Vector512.GreaterThan(logit, floor), ExpVectors.Of(Vector512.Max(logit, floor)), weight);
                total += weight;

                // The first two coordinates while the weight is at hand.
                sum0 = Vector512.FusedMultiplyAdd(weight, references[at], sum0);
                sum1 = Vector512.FusedMultiplyAdd(weight, references[at + next], sum1);
            }

            weights[block] = weight;
        }

        (sums[0], sums[next]) = (Vector512.Sum(sum0), Vector512.Sum(sum1));
        Sums(weights, sums, 2);
        return Vector512.Sum(total);
    }

    private void Displaced(int source, ReadOnlySpan<double> noise, double own, double a, double sigma, double total, Span<double> mean)
    {
        var held = 0.0;
        var references = Numbers(_references);
        var weights = Numbers(_weights);
        var pulls = Numbers(_pulls);
        pulls.Clear();
        for (var k = 0; k < _count; k++)
        {
            // Factors differ by no more than their size, so that a weight below the rounding of the sum takes the factor 1.
            pulls[k] = weights[k];
            if (weights[k] > Smallest * total)
            {
                var d2 = own;
                for (var j = 0; j < _dimension; j++)
                {
                    var difference = a * (references[At(source, j)] - references[At(k, j)]);
                    d2 += difference * (difference + (2 * sigma * noise[j]));
                }

                pulls[k] = weights[k] * _process!.DisplacementFactor(Math.Max(0, d2), sigma, _dimension);
                held += weights[k] - pulls[k];
            }
        }

        Sums(_pulls.AsSpan(0, _blocks), mean, 0);
        for (var j = 0; j < _dimension; j++)
        {
            var x = (a * references[At(source, j)]) + (sigma * noise[j]);
            mean[j] = (mean[j] + (held * x)) / total;
        }
    }

    // In four chains of comparisons, which do not wait for each other.
    private static double Largest(ReadOnlySpan<Vector512<double>> values)
    {
        var least = Vector512.Create(double.NegativeInfinity);
        var (a, b, c, d) = (least, least, least, least);
        for (; values.Length >= 4; values = values[4..])
        {
            (a, b, c, d) = (Vector512.Max(a, values[0]), Vector512.Max(b, values[1]), Vector512.Max(c, values[2]), Vector512.Max(d, values[3]));
        }

        foreach (var value in values)
        {
            a = Vector512.Max(a, value);
        }

        a = Vector512.Max(Vector512.Max(a, b), Vector512.Max(c, d));
        var largest = a[0];
        for (var lane = 1; lane < Vector512<double>.Count; lane++)
        {
            largest = Math.Max(largest, a[lane]);
        }

        return largest;
    }

    // sum_k w_k r_kj of the coordinates from one on, two at a time; the last of an odd number goes with itself.
    private void Sums(ReadOnlySpan<Vector512<double>> weights, Span<double> sums, int first)
    {
        var references = _references;
        for (var j = first; j < _dimension; j += 2)
        {
            var next = Math.Min(j + 1, _dimension - 1);
            var (sum0, sum1) = (Vector512<double>.Zero, Vector512<double>.Zero);
            for (var (block, at) = (0, j); block < weights.Length; block++, at += _dimension)
            {
                var weight = weights[block];
                sum0 = Vector512.FusedMultiplyAdd(weight, references[at], sum0);
                sum1 = Vector512.FusedMultiplyAdd(weight, references[at + next - j], sum1);
            }

            (sums[j], sums[next]) = (Vector512.Sum(sum0), Vector512.Sum(sum1));
        }
    }
}
