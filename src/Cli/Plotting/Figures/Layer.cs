namespace GenPhys.Cli.Plotting.Figures;

/// <summary>Something that lies in a figure's frame.</summary>
internal abstract record Layer;

/// <summary>Shaded squares.</summary>
internal sealed record CellLayer(IReadOnlyList<PlotCell> Cells) : Layer;

/// <summary>Lines of one colour.</summary>
/// <param name="Paths">The points of each line.</param>
/// <param name="Colour">The colour.</param>
/// <param name="Thickness">Pixels.</param>
/// <param name="Opacity">0 to 1.</param>
internal sealed record LineLayer(IReadOnlyList<IReadOnlyList<(double X, double Y)>> Paths, Colour Colour, double Thickness, double Opacity = 1) : Layer;

/// <summary>Heads of arrows.</summary>
/// <param name="Heads">Each head's tip and a point behind it, which says where it comes from.</param>
/// <param name="Colour">The colour.</param>
internal sealed record ArrowLayer(IReadOnlyList<((double X, double Y) Tip, (double X, double Y) Behind)> Heads, Colour Colour) : Layer
{
    private const double Length = 9;
    private const double HalfWidth = 3.4;

    /// <summary>The corners of one head in pixels: the tip first.</summary>
    public static (double X, double Y)[] Corners((double X, double Y) tip, (double X, double Y) behind)
    {
        var (dx, dy) = (tip.X - behind.X, tip.Y - behind.Y);
        var length = Math.Sqrt((dx * dx) + (dy * dy));
        (dx, dy) = length > 0 ? (dx / length, dy / length) : (1, 0);
        var (bx, by) = (tip.X - (Length * dx), tip.Y - (Length * dy));
        return [tip, (bx - (HalfWidth * dy), by + (HalfWidth * dx)), (bx + (HalfWidth * dy), by - (HalfWidth * dx))];
    }
}

/// <summary>Dots; a dot that is not finite is left out.</summary>
/// <param name="Points">Where they are.</param>
/// <param name="Colours">One for each, or one for all.</param>
/// <param name="Radius">Pixels.</param>
/// <param name="Opacity">0 to 1.</param>
internal sealed record DotLayer(IReadOnlyList<(double X, double Y)> Points, IReadOnlyList<Colour> Colours, double Radius, double Opacity = 1) : Layer
{
    public Colour ColourOf(int dot) => Colours.Count == 1 ? Colours[0] : Colours[dot];
}

/// <summary>A map over the whole frame, row 0 at the top.</summary>
/// <param name="Values">Values, <c>[rows, columns]</c>; one that is not finite is drawn as paper.</param>
/// <param name="Scale">What the ends of the colour map stand for.</param>
internal sealed record MapLayer(double[,] Values, Axis Scale) : Layer
{
    /// <summary>The map, one pixel a value.</summary>
    public Canvas ToCanvas()
    {
        var canvas = new Canvas(Values.GetLength(1), Values.GetLength(0), PlotColours.Paper);
        for (var row = 0; row < canvas.Height; row++)
        {
            for (var column = 0; column < canvas.Width; column++)
            {
                if (double.IsFinite(Values[row, column]))
                {
                    canvas.FillRectangle(column, row, 1, 1, ColourMap.At(Scale.Share(Values[row, column])));
                }
            }
        }

        return canvas;
    }
}
