namespace GenPhys.Inference.Guidance.Particles;

/// <summary>
/// h of the kernels exp(-d^2 / h): h sigma^p, or by the median rule m^2 / ln n, with m the median distance of the pairs i &lt; j of
/// the n samples at hand (Liu, Wang 2016), where n = 2 makes every kernel 1/2. It is a constant of the gradient.
/// </summary>
/// <param name="value">h, above 0; null for the median rule.</param>
/// <param name="power">p.</param>
public sealed class Bandwidth(double? value = null, double power = 0)
{
    // Coinciding samples have a median of 0; their differences are 0 as well, so that any floor gives the same force.
    private const double Floor = 1e-12;

    private double[] _sorted = [];

    /// <summary>Whether h follows the median distance.</summary>
    public bool IsMedian => value is null;

    /// <summary>h at hand.</summary>
    /// <param name="squared">Squared distances of the pairs i &lt; j, <c>[n (n - 1) / 2]</c>.</param>
    /// <param name="count">n, 2 or more.</param>
    /// <param name="noiseLevel">Noise level sigma.</param>
    /// <returns>h, above 0.</returns>
    public double Of(ReadOnlySpan<double> squared, int count, double noiseLevel) =>
        value is { } h ? h * (power == 0 ? 1 : Math.Pow(noiseLevel, power)) : Math.Max(MedianSquare(squared) / Math.Log(count), Floor);

    /// <summary>The squared median distance m^2.</summary>
    /// <param name="squared">Squared distances of the pairs i &lt; j.</param>
    /// <returns>m^2; for an even number of pairs, m is the mean of the two in the middle.</returns>
    public double MedianSquare(ReadOnlySpan<double> squared)
    {
        if (_sorted.Length < squared.Length)
        {
            _sorted = new double[squared.Length];
        }

        var sorted = _sorted.AsSpan(0, squared.Length);
        squared.CopyTo(sorted);
        sorted.Sort();
        var middle = sorted.Length / 2;
        if (sorted.Length % 2 == 1)
        {
            return sorted[middle];
        }

        var m = 0.5 * (Math.Sqrt(sorted[middle - 1]) + Math.Sqrt(sorted[middle]));
        return m * m;
    }
}
