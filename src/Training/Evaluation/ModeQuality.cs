using GenPhys.Training.Datasets;

namespace GenPhys.Training.Evaluation;

/// <summary>
/// How well samples fill the modes of data whose classes are its modes. Random numbers of samples per mode dominate a Wasserstein distance, so the shape of the modes is measured with equal
/// counts, and their masses apart.
/// </summary>
public sealed class ModeQuality
{
    private readonly PointSet _reference;
    private readonly double[][] _means;
    private readonly double _far;

    /// <summary>Takes the modes of data.</summary>
    /// <param name="reference">Points with a class each.</param>
    /// <exception cref="ArgumentException">The points have no classes.</exception>
    public ModeQuality(PointSet reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        var labels = reference.Labels ?? throw new ArgumentException("The points have no classes.", nameof(reference));
        _reference = reference;
        _means = [.. Enumerable.Range(0, labels.Max() + 1).Select(_ => new double[reference.Dimension])];
        var counts = new int[_means.Length];
        for (var row = 0; row < reference.Count; row++)
        {
            counts[labels[row]]++;
            Add(_means[labels[row]], reference[row]);
        }

        for (var mode = 0; mode < _means.Length; mode++)
        {
            _means[mode] = [.. _means[mode].Select(sum => sum / counts[mode])];
        }

        var squares = Enumerable.Range(0, reference.Count).Sum(row => SquaredDistance(reference[row], _means[labels[row]]));
        _far = 4 * Math.Sqrt(squares / (reference.Count * reference.Dimension));
    }

    /// <summary>The mode nearest to each sample.</summary>
    /// <param name="samples">Samples, <c>[n, dim]</c>.</param>
    /// <returns><c>[n]</c>.</returns>
    public int[] Nearest(double[] samples) =>
        [.. Rows(samples).Select(row => Enumerable.Range(0, _means.Length).MinBy(mode => SquaredDistance(row.Span, _means[mode])))];

    /// <summary>Share of samples that are farther than four standard deviations from every mode.</summary>
    /// <param name="samples">Samples, <c>[n, dim]</c>.</param>
    /// <returns>0 to 1.</returns>
    public double OffModeRate(double[] samples) =>
        Rows(samples).Average(row => _means.Min(mean => SquaredDistance(row.Span, mean)) > _far * _far ? 1.0 : 0);

    /// <summary>Largest difference between a mode's share of the samples and of the reference.</summary>
    /// <param name="samples">Samples, <c>[n, dim]</c>.</param>
    /// <returns>0 to 1.</returns>
    public double WorstMassError(double[] samples)
    {
        var nearest = Nearest(samples);
        return Enumerable.Range(0, _means.Length).Max(mode => Math.Abs(
            ((double)nearest.Count(m => m == mode) / nearest.Length) - ((double)_reference.Labels!.Count(m => m == mode) / _reference.Count)));
    }

    /// <summary>
    /// The 2-Wasserstein distance to the reference with an equal number of points of each mode on either side, paired within the modes, which is the best pairing where modes stand far
    /// apart and never less than it.
    /// </summary>
    /// <param name="samples">Samples, <c>[n, dim]</c>.</param>
    /// <param name="perMode">Points of each mode; the first ones are taken.</param>
    /// <returns>The distance, or NaN where a mode has too few samples.</returns>
    public double EqualCountWasserstein(double[] samples, int perMode)
    {
        var nearest = Nearest(samples);
        var sum = 0.0;
        for (var mode = 0; mode < _means.Length; mode++)
        {
            var own = Take(samples, nearest, mode, perMode);
            var theirs = Take(_reference.Values.ToArray(), [.. _reference.Labels!], mode, perMode);
            if (own.Length != theirs.Length || own.Length != perMode * _reference.Dimension)
            {
                return double.NaN;
            }

            sum += OptimalAssignment.SquaredSum(own, theirs, _reference.Dimension);
        }

        return Math.Sqrt(sum / (perMode * _means.Length));
    }

    private double[] Take(double[] points, int[] modes, int mode, int count) =>
        [.. Enumerable.Range(0, modes.Length).Where(row => modes[row] == mode).Take(count)
            .SelectMany(row => points[(row * _reference.Dimension)..((row + 1) * _reference.Dimension)])];

    private IEnumerable<ReadOnlyMemory<double>> Rows(double[] samples) =>
        Enumerable.Range(0, samples.Length / _reference.Dimension).Select(row => new ReadOnlyMemory<double>(samples, row * _reference.Dimension, _reference.Dimension));

    private static void Add(double[] sum, ReadOnlySpan<double> point)
    {
        for (var j = 0; j < sum.Length; j++)
        {
            sum[j] += point[j];
        }
    }

    private static double SquaredDistance(ReadOnlySpan<double> a, double[] b)
    {
        var sum = 0.0;
        for (var j = 0; j < b.Length; j++)
        {
            sum += (a[j] - b[j]) * (a[j] - b[j]);
        }

        return sum;
    }
}
