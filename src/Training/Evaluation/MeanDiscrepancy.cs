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
        return Mean(Distances(x, x, dimension, distinct: true), scale) + Mean(within, scale) - (2 * Mean(Distances(x, y, dimension, distinct: false), scale));
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
