namespace GenPhys.Cli.Plotting.Figures;

/// <summary>
/// Evenly spaced lines along a field of directions in the unit square: the square is cut into cells, and a line ends where it would enter a cell that
/// another one has (a coarse form of Jobard and Lefer 1997).
/// </summary>
internal sealed class StreamLines
{
    private const double Step = 0.004;
    private const int MaxSteps = 2000;
    private const double ShortestLine = 0.1;

    private readonly Func<double, double, (double X, double Y)> _field;
    private readonly int[,] _owner;
    private readonly int _cells;
    private readonly bool _mayMeet;

    private StreamLines(Func<double, double, (double X, double Y)> field, int cells, bool mayMeet)
    {
        _field = field;
        _cells = cells;
        _mayMeet = mayMeet;
        _owner = new int[cells, cells];
    }

    /// <summary>Draws the lines.</summary>
    /// <param name="field">The direction at a point of the unit square; its length does not matter, and (0, 0) ends a line.</param>
    /// <param name="cells">Cells on a side: the lines' density.</param>
    /// <returns>The points of each line, along the field.</returns>
    public static List<List<(double X, double Y)>> Apart(Func<double, double, (double X, double Y)> field, int cells)
    {
        var lines = new StreamLines(field, cells, mayMeet: false);
        var found = new List<List<(double X, double Y)>>();

        // From the border inwards, so that lines that cross the whole square come before the short ones that fill the gaps.
        var seeds =
            from i in Enumerable.Range(0, cells)
            from j in Enumerable.Range(0, cells)
            orderby Math.Min(Math.Min(i, cells - 1 - i), Math.Min(j, cells - 1 - j)), (i * 7919 + j * 104729) % 1009
            select (X: (i + 0.5) / cells, Y: (j + 0.5) / cells);
        foreach (var seed in seeds)
        {
            if (lines.Through(seed, found.Count + 1) is { } line)
            {
                found.Add(line);
            }
        }

        return found;
    }

    /// <summary>Draws the lines that enter the square, evenly spaced where they enter, to their very end: where they gather, they meet.</summary>
    /// <param name="field">The direction at a point of the unit square.</param>
    /// <param name="count">Lines on each side.</param>
    /// <returns>The points of each line, along the field.</returns>
    public static List<List<(double X, double Y)>> FromBorder(Func<double, double, (double X, double Y)> field, int count)
    {
        const double edge = 1e-9;
        var lines = new StreamLines(field, 1, mayMeet: true);
        var places = Enumerable.Range(0, count).Select(i => (i + 0.5) / count).ToList();
        var seeds =
            places.Select(s => (X: s, Y: 1 - edge)).Where(p => field(p.X, p.Y).Y < 0)
            .Concat(places.Select(s => (X: s, Y: edge)).Where(p => field(p.X, p.Y).Y > 0))
            .Concat(places.Select(s => (X: edge, Y: s)).Where(p => field(p.X, p.Y).X > 0))
            .Concat(places.Select(s => (X: 1 - edge, Y: s)).Where(p => field(p.X, p.Y).X < 0));
        return [.. seeds.Select(seed => (List<(double X, double Y)>)[seed, .. lines.Walk(seed, 1, 1)]).Where(line => line.Count > 1)];
    }

    private List<(double X, double Y)>? Through((double X, double Y) seed, int number)
    {
        if (Owner(seed) != 0)
        {
            return null;
        }

        List<(double X, double Y)> line = [.. Walk(seed, number, -1).Reverse<(double X, double Y)>(), seed, .. Walk(seed, number, 1)];
        if ((line.Count - 1) * Step >= ShortestLine)
        {
            return line;
        }

        // A stub says nothing, and its cells are better given back.
        foreach (var point in line)
        {
            Owner(point) = 0;
        }

        return null;
    }

    private List<(double X, double Y)> Walk((double X, double Y) from, int number, int sign)
    {
        var points = new List<(double X, double Y)>();
        Owner(from) = number;
        var (at, last) = (from, (X: 0.0, Y: 0.0));
        for (var i = 0; i < MaxSteps; i++)
        {
            // The midpoint rule, on the direction alone.
            var half = Unit(at, 0.5 * sign * Step);
            var full = Unit((at.X + half.X, at.Y + half.Y), sign * Step);
            at = (at.X + full.X, at.Y + full.Y);

            // In a sink the direction turns about at every step.
            if ((full.X == 0 && full.Y == 0) || (full.X * last.X) + (full.Y * last.Y) < 0 || !(at.X is >= 0 and < 1 && at.Y is >= 0 and < 1)
                || (!_mayMeet && Owner(at) != 0 && Owner(at) != number))
            {
                break;
            }

            Owner(at) = number;
            points.Add(at);
            last = full;
        }

        return points;
    }

    private (double X, double Y) Unit((double X, double Y) at, double length)
    {
        var (x, y) = _field(at.X, at.Y);
        var norm = Math.Sqrt((x * x) + (y * y));
        return norm > 0 && double.IsFinite(norm) ? (length * x / norm, length * y / norm) : (0, 0);
    }

    private ref int Owner((double X, double Y) at) =>
        ref _owner[Math.Clamp((int)(at.X * _cells), 0, _cells - 1), Math.Clamp((int)(at.Y * _cells), 0, _cells - 1)];
}
