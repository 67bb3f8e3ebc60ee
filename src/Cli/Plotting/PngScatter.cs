namespace GenPhys.Cli.Plotting;

/// <summary>Draws a scatter plot as PNG, at twice the pixels of the SVG so that it stays sharp on dense screens.</summary>
internal static class PngScatter
{
    private const int Scale = 2;

    public static void Write(ScatterPlot plot, Stream output)
    {
        var frame = new PlotFrame(plot);
        var canvas = new Canvas(PlotFrame.Width * Scale, PlotFrame.Height * Scale, PlotColours.Paper);
        foreach (var cell in plot.Cells)
        {
            var side = frame.Length(cell.Side) * Scale;
            canvas.FillRectangle(frame.X(cell.X) * Scale, frame.Y(cell.Y + cell.Side) * Scale, side, side, PlotColours.Cell);
        }

        DrawAxes(canvas, frame);
        foreach (var outside in new[] { false, true })
        {
            var colour = outside ? PlotColours.Outside : PlotColours.Point;
            foreach (var (x, y) in plot.Points.Where(p => plot.IsOutside(p) == outside && double.IsFinite(p.X) && double.IsFinite(p.Y)))
            {
                canvas.Dot(frame.X(x) * Scale, frame.Y(y) * Scale, frame.DotRadius * Scale, colour, frame.DotOpacity);
            }
        }

        DrawFrame(canvas);
        StrokeFont.Draw(canvas, plot.Title, PlotFrame.Left * Scale, (PlotFrame.Top - 16) * Scale, 22, 2.4, PlotColours.Ink, anchor: 0);
        PngFile.Write(output, canvas);
    }

    private static void DrawAxes(Canvas canvas, PlotFrame frame)
    {
        const double left = PlotFrame.Left * Scale, top = PlotFrame.Top * Scale, side = PlotFrame.Side * Scale;
        foreach (var (value, pixel) in frame.TicksX)
        {
            canvas.Line(pixel * Scale, top, pixel * Scale, top + side, Scale, PlotColours.Grid);
            StrokeFont.Draw(canvas, PlotFrame.Label(value), pixel * Scale, top + side + 38, 16, 2, PlotColours.Ink, anchor: 0.5);
        }

        foreach (var (value, pixel) in frame.TicksY)
        {
            canvas.Line(left, pixel * Scale, left + side, pixel * Scale, Scale, PlotColours.Grid);
            StrokeFont.Draw(canvas, PlotFrame.Label(value), left - 16, (pixel * Scale) + 8, 16, 2, PlotColours.Ink, anchor: 1);
        }
    }

    private static void DrawFrame(Canvas canvas)
    {
        const double left = PlotFrame.Left * Scale, top = PlotFrame.Top * Scale, side = PlotFrame.Side * Scale;
        canvas.Line(left, top, left + side, top, Scale, PlotColours.Frame);
        canvas.Line(left, top + side, left + side, top + side, Scale, PlotColours.Frame);
        canvas.Line(left, top, left, top + side, Scale, PlotColours.Frame);
        canvas.Line(left + side, top, left + side, top + side, Scale, PlotColours.Frame);
    }
}
