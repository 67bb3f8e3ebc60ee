using System.Text;
using System.Xml.Linq;

namespace GenPhys.Cli.Plotting;

/// <summary>Writes a scatter plot as SVG. All dots of one colour are one path, so that 20,000 of them stay a small file.</summary>
internal static class SvgScatter
{
    private static readonly XNamespace Svg = SvgElements.Svg;
    private static readonly SvgElements Elements = new(digits: 2);

    public static void Write(ScatterPlot plot, Stream output)
    {
        var frame = new PlotFrame(plot);
        var root = SvgElements.Root(PlotFrame.Width, PlotFrame.Height, plot.Title);
        root.Add(Elements.Rectangle(0, 0, PlotFrame.Width, PlotFrame.Height, PlotColours.Paper));
        root.Add(plot.Cells.Select(cell => Elements.Rectangle(
            frame.X(cell.X), frame.Y(cell.Y + cell.Side), frame.Length(cell.Side), frame.Length(cell.Side), PlotColours.Cell)));
        root.Add(Axes(frame));
        root.Add(
            Dots(plot.Points.Where(p => !plot.IsOutside(p)), frame, PlotColours.Point),
            Dots(plot.Points.Where(plot.IsOutside), frame, PlotColours.Outside));
        root.Add(Elements.Outline(PlotFrame.Left, PlotFrame.Top, PlotFrame.Side, PlotFrame.Side));
        root.Add(Elements.Text(PlotFrame.Left, PlotFrame.Top - 16, plot.Title, "start", 16));
        new XDocument(root).Save(output);
    }

    private static IEnumerable<XElement> Axes(PlotFrame frame)
    {
        const int bottom = PlotFrame.Top + PlotFrame.Side;
        foreach (var (value, x) in frame.TicksX)
        {
            yield return Elements.GridLine(x, PlotFrame.Top, x, bottom);
            yield return Elements.Text(x, bottom + 20, PlotFrame.Label(value), "middle", 12);
        }

        foreach (var (value, y) in frame.TicksY)
        {
            yield return Elements.GridLine(PlotFrame.Left, y, PlotFrame.Left + PlotFrame.Side, y);
            yield return Elements.Text(PlotFrame.Left - 8, y + 4, PlotFrame.Label(value), "end", 12);
        }
    }

    private static XElement Dots(IEnumerable<(double X, double Y)> points, PlotFrame frame, Colour colour)
    {
        var path = new StringBuilder();
        foreach (var (x, y) in points.Where(p => double.IsFinite(p.X) && double.IsFinite(p.Y)))
        {
            path.Append('M').Append(Elements.Number(frame.X(x))).Append(' ').Append(Elements.Number(frame.Y(y))).Append("h0");
        }

        return new XElement(
            Svg + "path",
            new XAttribute("d", path.ToString()),
            new XAttribute("fill", "none"),
            new XAttribute("stroke", colour.Hex),
            new XAttribute("stroke-opacity", Elements.Number(frame.DotOpacity)),
            new XAttribute("stroke-linecap", "round"),
            new XAttribute("stroke-width", Elements.Number(2 * frame.DotRadius)));
    }
}
