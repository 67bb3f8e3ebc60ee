namespace GenPhys.Cli.Plotting.Figures;

/// <summary>Draws a figure as PNG, at twice the pixels of the SVG so that it stays sharp on dense screens.</summary>
internal static class PngFigure
{
    private const int Scale = 2;

    public static void Write(Figure figure, Stream output)
    {
        var canvas = new Canvas(figure.Width * Scale, Figure.Height * Scale, PlotColours.Paper);
        Grid(canvas, figure);
        var all = canvas.Clip;
        canvas.Clip = (Figure.Left * Scale, Figure.Top * Scale, (Figure.Left + Figure.Side) * Scale, (Figure.Top + Figure.Side) * Scale);
        foreach (var layer in figure.Layers)
        {
            Draw(canvas, figure, layer);
        }

        canvas.Clip = all;
        Outline(canvas, Figure.Left, Figure.Side);
        StrokeFont.Draw(canvas, figure.Title, Figure.Left * Scale, (Figure.Top - 16) * Scale, 22, 2.4, PlotColours.Ink, anchor: 0);
        Bar(canvas, figure);
        PngFile.Write(output, canvas);
    }

    private static void Grid(Canvas canvas, Figure figure)
    {
        const int left = Figure.Left * Scale, top = Figure.Top * Scale, side = Figure.Side * Scale;
        foreach (var value in figure.X.Ticks())
        {
            var x = figure.At((value, figure.Y.Low)).X * Scale;
            canvas.Line(x, top, x, top + side, Scale, PlotColours.Grid);
            StrokeFont.Draw(canvas, PlotFrame.Label(value), x, top + side + 36, 16, 2, PlotColours.Ink, anchor: 0.5);
        }

        foreach (var value in figure.Y.Ticks())
        {
            var y = figure.At((figure.X.Low, value)).Y * Scale;
            canvas.Line(left, y, left + side, y, Scale, PlotColours.Grid);
            StrokeFont.Draw(canvas, PlotFrame.Label(value), left - 16, y + 8, 16, 2, PlotColours.Ink, anchor: 1);
        }

        StrokeFont.Draw(canvas, figure.X.Label, left + (side / 2), top + side + 86, 18, 2, PlotColours.Ink, anchor: 0.5);
        StrokeFont.Draw(canvas, figure.Y.Label, 22 * Scale, top + (side / 2), 18, 2, PlotColours.Ink, anchor: 0.5, upright: true);
    }

    private static void Draw(Canvas canvas, Figure figure, Layer layer)
    {
        switch (layer)
        {
            case CellLayer cells:
                foreach (var cell in cells.Cells)
                {
                    var (x, y) = figure.At((cell.X, cell.Y + cell.Side));
                    var (right, bottom) = figure.At((cell.X + cell.Side, cell.Y));
                    canvas.FillRectangle(x * Scale, y * Scale, (right - x) * Scale, (bottom - y) * Scale, PlotColours.Cell);
                }

                break;
            case MapLayer map:
                Map(canvas, map);
                break;
            case LineLayer lines:
                foreach (var piece in lines.Paths.SelectMany(figure.Trace))
                {
                    for (var i = 1; i < piece.Count; i++)
                    {
                        canvas.Line(piece[i - 1].X * Scale, piece[i - 1].Y * Scale, piece[i].X * Scale, piece[i].Y * Scale, lines.Thickness * Scale, lines.Colour, lines.Opacity);
                    }
                }

                break;
            case ArrowLayer arrows:
                foreach (var head in arrows.Heads)
                {
                    var corners = ArrowLayer.Corners(figure.At(head.Tip), figure.At(head.Behind));
                    foreach (var corner in corners[1..])
                    {
                        canvas.Line(corners[0].X * Scale, corners[0].Y * Scale, corner.X * Scale, corner.Y * Scale, 1.6 * Scale, arrows.Colour);
                    }
                }

                break;
            case DotLayer dots:
                for (var i = 0; i < dots.Points.Count; i++)
                {
                    var (x, y) = figure.At(dots.Points[i]);
                    if (double.IsFinite(x) && double.IsFinite(y))
                    {
                        canvas.Dot(x * Scale, y * Scale, dots.Radius * Scale, dots.ColourOf(i), dots.Opacity);
                    }
                }

                break;
            default:
                throw new ArgumentException($"A layer of the kind {layer.GetType().Name} cannot be drawn.", nameof(layer));
        }
    }

    private static void Map(Canvas canvas, MapLayer map)
    {
        var (rows, columns) = (map.Values.GetLength(0), map.Values.GetLength(1));
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                if (double.IsFinite(map.Values[row, column]))
                {
                    var (x, y) = (Edge(column, columns), Edge(row, rows));
                    canvas.FillRectangle(
                        (Figure.Left * Scale) + x, (Figure.Top * Scale) + y, Edge(column + 1, columns) - x, Edge(row + 1, rows) - y, ColourMap.At(map.Scale.Share(map.Values[row, column])));
                }
            }
        }
    }

    // On whole pixels: edges within a pixel would show as seams between neighbours.
    private static double Edge(int i, int count) => Math.Round((double)i * Figure.Side * Scale / count);

    private static void Bar(Canvas canvas, Figure figure)
    {
        if (figure.Scale is not { } scale)
        {
            return;
        }

        const int left = Figure.Left + Figure.Side + Figure.BarGap;
        for (var y = 0; y < Figure.Side * Scale; y++)
        {
            canvas.FillRectangle(left * Scale, (Figure.Top * Scale) + y, Figure.BarWidth * Scale, 1, ColourMap.At(1 - ((double)y / (Figure.Side * Scale))));
        }

        Outline(canvas, left, Figure.BarWidth);
        foreach (var value in scale.Ticks())
        {
            StrokeFont.Draw(
                canvas, PlotFrame.Label(value), (left + Figure.BarWidth + 6) * Scale, ((Figure.Top + ((1 - scale.Share(value)) * Figure.Side)) * Scale) + 8, 16, 2, PlotColours.Ink, anchor: 0);
        }

        StrokeFont.Draw(canvas, scale.Label, (left + Figure.BarWidth + 58) * Scale, (Figure.Top - 16) * Scale, 18, 2, PlotColours.Ink, anchor: 1);
    }

    private static void Outline(Canvas canvas, int left, int width)
    {
        var (x1, x2, y1, y2) = (left * Scale, (left + width) * Scale, Figure.Top * Scale, (Figure.Top + Figure.Side) * Scale);
        canvas.Line(x1, y1, x2, y1, Scale, PlotColours.Frame);
        canvas.Line(x1, y2, x2, y2, Scale, PlotColours.Frame);
        canvas.Line(x1, y1, x1, y2, Scale, PlotColours.Frame);
        canvas.Line(x2, y1, x2, y2, Scale, PlotColours.Frame);
    }
}
