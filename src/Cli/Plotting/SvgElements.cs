using System.Globalization;
using System.Xml.Linq;

namespace GenPhys.Cli.Plotting;

/// <summary>What every SVG picture is made of.</summary>
/// <param name="digits">Decimals that coordinates are rounded to.</param>
internal sealed class SvgElements(int digits)
{
    public static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public static XElement Root(int width, int height, string title) => new(
        Svg + "svg",
        new XAttribute("viewBox", $"0 0 {width} {height}"),
        new XAttribute("width", width),
        new XAttribute("height", height),
        new XAttribute("font-family", "Helvetica, Arial, sans-serif"),
        new XElement(Svg + "title", title));

    public string Number(double value) => Math.Round(value, digits).ToString(CultureInfo.InvariantCulture);

    public XElement Rectangle(double x, double y, double width, double height, Colour fill)
    {
        var rectangle = Rectangle(x, y, width, height);
        rectangle.Add(new XAttribute("fill", fill.Hex));
        return rectangle;
    }

    public XElement Rectangle(double x, double y, double width, double height) => new(
        Svg + "rect", new XAttribute("x", Number(x)), new XAttribute("y", Number(y)), new XAttribute("width", Number(width)), new XAttribute("height", Number(height)));

    public XElement Outline(double x, double y, double width, double height)
    {
        var outline = Rectangle(x, y, width, height);
        outline.Add(new XAttribute("fill", "none"), new XAttribute("stroke", PlotColours.Frame.Hex));
        return outline;
    }

    public XElement GridLine(double x1, double y1, double x2, double y2) => new(
        Svg + "line",
        new XAttribute("x1", Number(x1)),
        new XAttribute("y1", Number(y1)),
        new XAttribute("x2", Number(x2)),
        new XAttribute("y2", Number(y2)),
        new XAttribute("stroke", PlotColours.Grid.Hex));

    public XElement Text(double x, double y, string text, string anchor, int size) => new(
        Svg + "text",
        new XAttribute("x", Number(x)),
        new XAttribute("y", Number(y)),
        new XAttribute("text-anchor", anchor),
        new XAttribute("font-size", size),
        new XAttribute("fill", PlotColours.Ink.Hex),
        text);
}
