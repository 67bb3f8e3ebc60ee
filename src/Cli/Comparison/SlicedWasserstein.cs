namespace GenPhys.Cli.Comparison;

/// <summary>The sliced Wasserstein-1 distance of two clouds in the plane: the mean over directions of the distance of their projections.</summary>
internal static class SlicedWasserstein
{
    private const int Directions = 48;

    /// <summary>The distance; both clouds have the same number of points.</summary>
    /// <param name="a">Points, <c>[rows, 2]</c>.</param>
    /// <param name="b">Points, <c>[rows, 2]</c>.</param>
    public static double Of(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < Directions; i++)
        {
            var (sin, cos) = Math.SinCos(Math.PI * (i + 0.5) / Directions);
            sum += Project(a, cos, sin).Zip(Project(b, cos, sin), (p, q) => Math.Abs(p - q)).Average();
        }

        return sum / Directions;
    }

    private static double[] Project(double[] points, double cos, double sin)
    {
        var line = new double[points.Length / 2];
        for (var i = 0; i < line.Length; i++)
        {
            line[i] = (cos * points[2 * i]) + (sin * points[(2 * i) + 1]);
        }

        Array.Sort(line);
        return line;
    }
}
