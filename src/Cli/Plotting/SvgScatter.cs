using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace GenPhys.Cli.Plotting;

/// <summary>Writes a scatter plot as SVG. All dots of one colour are one path, so that 20,000 of them stay a small file.</summary>
internal static class SvgScatter
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public static void Write(ScatterPlot plot, Stream output)
    {
        var frame = new PlotFrame(plot);
        var root = new XElement(
            Svg + "svg",
            new XAttribute("viewBox", $"0 0 {PlotFrame.Width} {PlotFrame.Height}"),
            new XAttribute("width", PlotFrame.Width),
            new XAttribute("height", PlotFrame.Height),
            new XAttribute("font-family", "Helvetica, Arial, sans-serif"),
            new XElement(Svg + "title", plot.Title),
            Rectangle(0, 0, PlotFrame.Width, PlotFrame.Height, PlotColours.Paper));

        root.Add(plot.Cells.Select(cell => Rectangle(
            frame.X(cell.X), frame.Y(cell.Y + cell.Side), frame.Length(cell.Side), frame.Length(cell.Side), PlotColours.Cell)));
        root.Add(Axes(frame));
        root.Add(
            Dots(plot.Points.Where(p => !plot.IsOutside(p)), frame, PlotColours.Point),
            Dots(plot.Points.Where(plot.IsOutside), frame, PlotColours.Outside));
        root.Add(new XElement(
            Svg + "rect",
            new XAttribute("x", PlotFrame.Left),
            new XAttribute("y", PlotFrame.Top),
            new XAttribute("width", PlotFrame.Side),
            new XAttribute("height", PlotFrame.Side),
            new XAttribute("fill", "none"),
            new XAttribute("stroke", PlotColours.Frame.Hex)));
        root.Add(Text(PlotFrame.Left, PlotFrame.Top - 16, plot.Title, "start", 16));
        new XDocument(root).Save(output);
    }

    private static IEnumerable<XElement> Axes(PlotFrame frame)
    {
        const int bottom = PlotFrame.Top + PlotFrame.Side;
        foreach (var (value, x) in frame.TicksX)
        {
            yield return Line(x, PlotFrame.Top, x, bottom);
            yield return Text(x, bottom + 20, PlotFrame.Label(value), "middle", 12);
        }

        foreach (var (value, y) in frame.TicksY)
        {
            yield return Line(PlotFrame.Left, y, PlotFrame.Left + PlotFrame.Side, y);
            yield return Text(PlotFrame.Left - 8, y + 4, PlotFrame.Label(value), "end", 12);
        }
    }

    private static XElement Dots(IEnumerable<(double X, double Y)> points, PlotFrame frame, Colour colour)
    {
        var path = new StringBuilder();
        foreach (var (x, y) in points.Where(p => double.IsFinite(p.X) && double.IsFinite(p.Y)))
        {
            path.Append('M').Append(Number(frame.X(x))).Append(' ').Append(Number(frame.Y(y))).Append("h0");
        }

        return new XElement(
            Svg + "path",
            new XAttribute("d", path.ToString()),
            new XAttribute("fill", "none"),
            new XAttribute("stroke", colour.Hex),
            new XAttribute("stroke-opacity", Number(frame.DotOpacity)),
            new XAttribute("stroke-linecap", "round"),
            new XAttribute("stroke-width", Number(2 * frame.DotRadius)));
    }

    private static XElement Rectangle(double x, double y, double width, double height, Colour fill) => new(
        Svg + "rect",
        new XAttribute("x", Number(x)),
        new XAttribute("y", Number(y)),
        new XAttribute("width", Number(width)),
        new XAttribute("height", Number(height)),
        new XAttribute("fill", fill.Hex));

    private static XElement Line(double x1, double y1, double x2, double y2) => new(
        Svg + "line",
        new XAttribute("x1", Number(x1)),
        new XAttribute("y1", Number(y1)),
        new XAttribute("x2", Number(x2)),
        new XAttribute("y2", Number(y2)),
        new XAttribute("stroke", PlotColours.Grid.Hex));

    private static XElement Text(double x, double y, string text, string anchor, int size) => new(
        Svg + "text",
        new XAttribute("x", Number(x)),
        new XAttribute("y", Number(y)),
        new XAttribute("text-anchor", anchor),
        new XAttribute("font-size", size),
        new XAttribute("fill", PlotColours.Ink.Hex),
        text);

    private static string Number(double value) => Math.Round(value, 2).ToString(CultureInfo.InvariantCulture);
}
