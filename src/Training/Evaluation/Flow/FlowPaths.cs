namespace GenPhys.Training.Evaluation.Flow;

/// <summary>Paths of the probability flow by Heun's method, and how straight they are.</summary>
public static class FlowPaths
{
    /// <summary>Follows the flow down a grid of levels whose last one is 0; the last step is Euler's (Karras et al. 2022, algorithm 1 without noise).</summary>
    /// <param name="probe">The field.</param>
    /// <param name="x">States at the first level, <c>[rows, dim]</c>.</param>
    /// <param name="levels">Noise levels, falling to 0.</param>
    /// <param name="codes">Codes of the rows at a level; none where null.</param>
    /// <returns>States at every level, <c>[levels][rows, dim]</c>.</returns>
    public static double[][] Heun(FlowProbe probe, double[] x, IReadOnlyList<double> levels, Func<double, int[]?>? codes = null)
    {
        ArgumentNullException.ThrowIfNull(probe);
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(levels);
        var path = new double[levels.Count][];
        path[0] = x;
        for (var i = 0; i + 1 < levels.Count; i++)
        {
            var (t, next) = (levels[i], levels[i + 1]);
            var own = codes?.Invoke(t);
            var v = probe.Velocity(path[i], t, own);
            double[] euler = [.. path[i].Zip(v, (at, velocity) => at + ((next - t) * velocity))];
            path[i + 1] = euler;
            if (next > 0)
            {
                var w = probe.Velocity(euler, next, own);
                path[i + 1] = [.. Enumerable.Range(0, x.Length).Select(j => path[i][j] + ((next - t) * 0.5 * (v[j] + w[j])))];
            }
        }

        return path;
    }

    /// <summary>Length of each row's path over its chord, less 1: 0 for a straight one.</summary>
    /// <param name="path">States, <c>[levels][rows, dim]</c>.</param>
    /// <param name="dimension">Coordinates.</param>
    /// <returns><c>[rows]</c>, 0 or more.</returns>
    public static double[] Excess(IReadOnlyList<double[]> path, int dimension)
    {
        ArgumentNullException.ThrowIfNull(path);
        var excess = new double[path[0].Length / dimension];
        for (var row = 0; row < excess.Length; row++)
        {
            var length = 0.0;
            for (var i = 0; i + 1 < path.Count; i++)
            {
                length += Distance(path[i], path[i + 1], row, dimension);
            }

            excess[row] = (length / Distance(path[0], path[^1], row, dimension)) - 1;
        }

        return excess;
    }

    /// <summary>Sum of the angles between neighbouring steps of each row, in radians.</summary>
    /// <param name="path">States, <c>[levels][rows, dim]</c>.</param>
    /// <param name="dimension">Coordinates.</param>
    /// <returns><c>[rows]</c>, 0 or more.</returns>
    public static double[] Turning(IReadOnlyList<double[]> path, int dimension)
    {
        ArgumentNullException.ThrowIfNull(path);
        var turning = new double[path[0].Length / dimension];
        for (var row = 0; row < turning.Length; row++)
        {
            for (var i = 0; i + 2 < path.Count; i++)
            {
                turning[row] += Angle(path[i], path[i + 1], path[i + 2], row, dimension);
            }
        }

        return turning;
    }

    private static double Distance(double[] a, double[] b, int row, int dimension)
    {
        var squares = 0.0;
        for (var j = row * dimension; j < (row + 1) * dimension; j++)
        {
            squares += (a[j] - b[j]) * (a[j] - b[j]);
        }

        return Math.Sqrt(squares);
    }

    // By the half chords of the unit steps, which keeps its digits for small angles.
    private static double Angle(double[] a, double[] b, double[] c, int row, int dimension)
    {
        var (first, second) = (Distance(a, b, row, dimension), Distance(b, c, row, dimension));
        if (first == 0 || second == 0)
        {
            return 0;
        }

        var (difference, sum) = (0.0, 0.0);
        for (var j = row * dimension; j < (row + 1) * dimension; j++)
        {
            var (p, q) = ((b[j] - a[j]) / first, (c[j] - b[j]) / second);
            difference += (p - q) * (p - q);
            sum += (p + q) * (p + q);
        }

        return 2 * Math.Atan2(Math.Sqrt(difference), Math.Sqrt(sum));
    }
}
