namespace GenPhys.Cli.Plotting.Figures;

/// <summary>What a picture shows, in data units; <see cref="SvgFigure"/> and <see cref="PngFigure"/> draw it.</summary>
/// <param name="Title">The line above the frame.</param>
/// <param name="X">The axis from left to right.</param>
/// <param name="Y">The axis from bottom to top.</param>
/// <param name="Layers">What lies in the frame, the lowest first.</param>
/// <param name="Scale">The scale of the colours; null where colours stand for nothing.</param>
internal sealed record Figure(string Title, Axis X, Axis Y, IReadOnlyList<Layer> Layers, Axis? Scale = null)
{
    public const int Left = 72;
    public const int Top = 48;
    public const int Side = 520;
    public const int BarGap = 20;
    public const int BarWidth = 18;
    public const int Bottom = 60;

    public int Width => Left + Side + (Scale is null ? 24 : BarGap + BarWidth + 64);

    public const int Height = Top + Side + Bottom;

    /// <summary>Pixel of a point.</summary>
    public (double X, double Y) At((double X, double Y) point) => (Left + (X.Share(point.X) * Side), Top + ((1 - Y.Share(point.Y)) * Side));

    /// <summary>The pixels of a line, without points that nobody would miss, and broken where a point is not finite.</summary>
    public IEnumerable<List<(double X, double Y)>> Trace(IReadOnlyList<(double X, double Y)> path)
    {
        var piece = new List<(double X, double Y)>();
        foreach (var point in path.Append((double.NaN, double.NaN)))
        {
            var (x, y) = At(point);
            if (double.IsFinite(x) && double.IsFinite(y))
            {
                piece.Add((Near(x), Near(y)));
                continue;
            }

            if (piece.Count > 1)
            {
                yield return Simplified(piece);
            }

            piece = [];
        }
    }

    // What lies far outside of the frame is cut away by it; huge numbers would only make the file large.
    private static double Near(double pixel) => Math.Clamp(pixel, -5000, 5000);

    /// <summary>The line of Ramer 1972 and of Douglas and Peucker 1973: no point of the old one is further from it than a fifth of a pixel.</summary>
    private static List<(double X, double Y)> Simplified(List<(double X, double Y)> line)
    {
        const double tolerance = 0.2;
        var kept = new bool[line.Count];
        (kept[0], kept[^1]) = (true, true);
        var open = new Stack<(int First, int Last)>([(0, line.Count - 1)]);
        while (open.TryPop(out var part))
        {
            var (far, distance) = (part.First, 0.0);
            for (var i = part.First + 1; i < part.Last; i++)
            {
                if (Distance(line[i], line[part.First], line[part.Last]) is var d && d > distance)
                {
                    (far, distance) = (i, d);
                }
            }

            if (distance > tolerance)
            {
                kept[far] = true;
                open.Push((part.First, far));
                open.Push((far, part.Last));
            }
        }

        return [.. line.Where((_, i) => kept[i])];
    }

    private static double Distance((double X, double Y) p, (double X, double Y) a, (double X, double Y) b)
    {
        var (dx, dy) = (b.X - a.X, b.Y - a.Y);
        var square = (dx * dx) + (dy * dy);
        var t = square > 0 ? Math.Clamp((((p.X - a.X) * dx) + ((p.Y - a.Y) * dy)) / square, 0, 1) : 0;
        return Math.Sqrt(Math.Pow(p.X - a.X - (t * dx), 2) + Math.Pow(p.Y - a.Y - (t * dy), 2));
    }
}
