namespace GenPhys.Training.Evaluation;

/// <summary>
/// The maximum mean discrepancy between two clouds under a Gaussian kernel (Gretton et al. 2012, eq. 3, unbiased), its bandwidth the median distance
/// between reference points.
/// </summary>
public static class MeanDiscrepancy
{
    private const int MostPoints = 2000;

    /// <summary>MMD^2, which is 0 in the mean for clouds of one law and may fall below it; of the first 2,000 points of each cloud.</summary>
    /// <param name="points">The cloud that is judged, <c>[n, dim]</c>, 2 rows or more.</param>
    /// <param name="reference">The cloud of reference, <c>[m, dim]</c>, 2 rows or more.</param>
    /// <param name="dimension">Coordinates.</param>
    /// <returns>MMD^2.</returns>
    public static double Squared(ReadOnlySpan<double> points, ReadOnlySpan<double> reference, int dimension)
    {
        var (x, y, cross) = Parts(points, reference, dimension);
        return x + y - (2 * cross);
    }

    // Mean kernels between distinct points of either cloud, and between the clouds.
    private static (double X, double Y, double Cross) Parts(ReadOnlySpan<double> points, ReadOnlySpan<double> reference, int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        var x = Head(points, dimension);
        var y = Head(reference, dimension);
        if (x.Length < 2 * dimension || y.Length < 2 * dimension)
        {
            throw new ArgumentException("Both clouds need two points or more.");
        }

        var within = Distances(y, y, dimension, distinct: true);
        Array.Sort(within);
        var bandwidth = within[within.Length / 2];
        var scale = bandwidth > 0 ? -0.5 / bandwidth : -1;
        return (Mean(Distances(x, x, dimension, distinct: true), scale), Mean(within, scale), Mean(Distances(x, y, dimension, distinct: false), scale));
    }

    /// <summary>
    /// MMD by the biased estimate (eq. 5), which is never negative and about (1/n + 1/m)^(1/2) for clouds of one law: comparable between clouds of equal size.
    /// </summary>
    /// <param name="points">The cloud that is judged, <c>[n, dim]</c>, 2 rows or more.</param>
    /// <param name="reference">The cloud of reference, <c>[m, dim]</c>, 2 rows or more.</param>
    /// <param name="dimension">Coordinates.</param>
    /// <returns>MMD.</returns>
    public static double Biased(ReadOnlySpan<double> points, ReadOnlySpan<double> reference, int dimension)
    {
        // A point's kernel with itself is 1; the unbiased estimate leaves these out.
        var (x, y, cross) = Parts(points, reference, dimension);
        double n = Math.Min(MostPoints, points.Length / dimension), m = Math.Min(MostPoints, reference.Length / dimension);
        return Math.Sqrt(Math.Max(0, x + ((1 - x) / n) + y + ((1 - y) / m) - (2 * cross)));
    }

    /// <summary>The root mean square of <see cref="Biased"/> for clouds of one law: sqrt((1/n + 1/m)(1 - E k)).</summary>
    /// <param name="count">n, points of the cloud that is judged.</param>
    /// <param name="reference">The cloud of reference, <c>[m, dim]</c>, 2 rows or more.</param>
    /// <param name="dimension">Coordinates.</param>
    public static double BiasedFloor(int count, ReadOnlySpan<double> reference, int dimension)
    {
        var (_, y, _) = Parts(reference, reference, dimension);
        return Math.Sqrt(((1.0 / count) + (1 / Math.Min(MostPoints, (double)reference.Length / dimension))) * (1 - y));
    }

    private static ReadOnlySpan<double> Head(ReadOnlySpan<double> points, int dimension) => points[..Math.Min(points.Length, MostPoints * dimension)];

    private static double Mean(double[] squaredDistances, double scale)
    {
        var sum = 0.0;
        foreach (var d2 in squaredDistances)
        {
            sum += Math.Exp(scale * d2);
        }

        return sum / squaredDistances.Length;
    }

    private static double[] Distances(ReadOnlySpan<double> a, ReadOnlySpan<double> b, int dimension, bool distinct)
    {
        var (n, m) = (a.Length / dimension, b.Length / dimension);
        var distances = new double[distinct ? n * (n - 1) / 2 : n * m];
        var next = 0;
        for (var i = 0; i < n; i++)
        {
            for (var j = distinct ? i + 1 : 0; j < m; j++)
            {
                var sum = 0.0;
                for (var k = 0; k < dimension; k++)
                {
                    var difference = a[(i * dimension) + k] - b[(j * dimension) + k];
                    sum += difference * difference;
                }

                distances[next++] = sum;
            }
        }

        return distances;
    }
}
