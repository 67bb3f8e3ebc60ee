using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace GenPhys.Cli.Plotting.Figures;

/// <summary>Draws a figure as SVG: one path for all lines of a layer, so that files stay small.</summary>
internal static class SvgFigure
{
    private static readonly XNamespace Svg = SvgElements.Svg;
    private static readonly SvgElements Elements = new(digits: 1);

    public static void Write(Figure figure, Stream output)
    {
        var inside = new XElement(Svg + "g", new XAttribute("clip-path", "url(#frame)"));
        foreach (var layer in figure.Layers)
        {
            inside.Add(Draw(figure, layer));
        }

        var root = SvgElements.Root(figure.Width, Figure.Height, figure.Title);
        root.Add(
            new XElement(Svg + "clipPath", new XAttribute("id", "frame"), Elements.Rectangle(Figure.Left, Figure.Top, Figure.Side, Figure.Side)),
            Elements.Rectangle(0, 0, figure.Width, Figure.Height, PlotColours.Paper),
            Grid(figure),
            inside,
            Outline(Figure.Left, Figure.Side),
            Elements.Text(Figure.Left, Figure.Top - 16, figure.Title, "start", 16),
            Bar(figure));
        new XDocument(root).Save(output, SaveOptions.DisableFormatting);
    }

    private static IEnumerable<XElement> Grid(Figure figure)
    {
        const int bottom = Figure.Top + Figure.Side;
        foreach (var value in figure.X.Ticks())
        {
            var (x, _) = figure.At((value, figure.Y.Low));
            yield return Elements.GridLine(x, Figure.Top, x, bottom);
            yield return Elements.Text(x, bottom + 18, PlotFrame.Label(value), "middle", 12);
        }

        foreach (var value in figure.Y.Ticks())
        {
            var (_, y) = figure.At((figure.X.Low, value));
            yield return Elements.GridLine(Figure.Left, y, Figure.Left + Figure.Side, y);
            yield return Elements.Text(Figure.Left - 8, y + 4, PlotFrame.Label(value), "end", 12);
        }

        yield return Elements.Text(Figure.Left + (Figure.Side / 2), bottom + 42, figure.X.Label, "middle", 13);
        var upright = Elements.Text(0, 0, figure.Y.Label, "middle", 13);
        upright.Add(new XAttribute("transform", $"translate(22 {Figure.Top + (Figure.Side / 2)}) rotate(-90)"));
        yield return upright;
    }

    private static IEnumerable<XElement> Draw(Figure figure, Layer layer)
    {
        switch (layer)
        {
            case CellLayer cells:
                foreach (var cell in cells.Cells)
                {
                    var (x, y) = figure.At((cell.X, cell.Y + cell.Side));
                    var (right, bottom) = figure.At((cell.X + cell.Side, cell.Y));
                    yield return Elements.Rectangle(x, y, right - x, bottom - y, PlotColours.Cell);
                }

                break;
            case MapLayer map:
                using (var png = new MemoryStream())
                {
                    PngFile.Write(png, map.ToCanvas());
                    yield return new XElement(
                        Svg + "image",
                        new XAttribute("x", Figure.Left),
                        new XAttribute("y", Figure.Top),
                        new XAttribute("width", Figure.Side),
                        new XAttribute("height", Figure.Side),
                        new XAttribute("preserveAspectRatio", "none"),
                        new XAttribute("href", "data:image/png;base64," + Convert.ToBase64String(png.ToArray())));
                }

                break;
            case LineLayer lines:
                yield return Path(lines.Paths.SelectMany(figure.Trace), lines);
                break;
            case ArrowLayer arrows:
                var corners = arrows.Heads.Select(head => ArrowLayer.Corners(figure.At(head.Tip), figure.At(head.Behind)));
                yield return new XElement(
                    Svg + "path", new XAttribute("d", string.Concat(corners.Select(head => Move(head) + "z"))), new XAttribute("fill", arrows.Colour.Hex));
                break;
            case DotLayer dots:
                foreach (var group in dots.Points.Index().Where(dot => double.IsFinite(dot.Item.X) && double.IsFinite(dot.Item.Y)).GroupBy(dot => dots.ColourOf(dot.Index)))
                {
                    yield return Dots(group.Select(dot => figure.At(dot.Item)), group.Key, dots);
                }

                break;
            default:
                throw new ArgumentException($"A layer of the kind {layer.GetType().Name} cannot be drawn.", nameof(layer));
        }
    }

    private static XElement Path(IEnumerable<List<(double X, double Y)>> pieces, LineLayer lines) => new(
        Svg + "path",
        new XAttribute("d", string.Concat(pieces.Select(piece => Move(piece)))),
        new XAttribute("fill", "none"),
        new XAttribute("stroke", lines.Colour.Hex),
        new XAttribute("stroke-opacity", Fine(lines.Opacity)),
        new XAttribute("stroke-width", Elements.Number(lines.Thickness)),
        new XAttribute("stroke-linejoin", "round"),
        new XAttribute("stroke-linecap", "round"));

    private static XElement Dots(IEnumerable<(double X, double Y)> pixels, Colour colour, DotLayer dots) => new(
        Svg + "path",
        new XAttribute("d", string.Concat(pixels.Select(pixel => $"M{Elements.Number(pixel.X)} {Elements.Number(pixel.Y)}h0"))),
        new XAttribute("stroke", colour.Hex),
        new XAttribute("stroke-opacity", Fine(dots.Opacity)),
        new XAttribute("stroke-linecap", "round"),
        new XAttribute("stroke-width", Elements.Number(2 * dots.Radius)));

    private static IEnumerable<XElement> Bar(Figure figure)
    {
        if (figure.Scale is not { } scale)
        {
            yield break;
        }

        const int left = Figure.Left + Figure.Side + Figure.BarGap;
        const int stops = 8;
        yield return new XElement(
            Svg + "linearGradient",
            new XAttribute("id", "scale"),
            new XAttribute("x1", 0),
            new XAttribute("y1", 1),
            new XAttribute("x2", 0),
            new XAttribute("y2", 0),
            Enumerable.Range(0, stops + 1).Select(i => new XElement(
                Svg + "stop", new XAttribute("offset", Fine((double)i / stops)), new XAttribute("stop-color", ColourMap.At((double)i / stops).Hex))));
        var bar = Elements.Rectangle(left, Figure.Top, Figure.BarWidth, Figure.Side);
        bar.Add(new XAttribute("fill", "url(#scale)"));
        yield return bar;
        yield return Outline(left, Figure.BarWidth);
        foreach (var value in scale.Ticks())
        {
            yield return Elements.Text(left + Figure.BarWidth + 6, Figure.Top + ((1 - scale.Share(value)) * Figure.Side) + 4, PlotFrame.Label(value), "start", 12);
        }

        yield return Elements.Text(left + Figure.BarWidth + 58, Figure.Top - 16, scale.Label, "end", 13);
    }

    private static string Move(IReadOnlyList<(double X, double Y)> points)
    {
        var text = new StringBuilder("M");
        text.AppendJoin('L', points.Select(point => $"{Elements.Number(point.X)} {Elements.Number(point.Y)}"));
        return text.ToString();
    }

    private static XElement Outline(int left, int width) => Elements.Outline(left, Figure.Top, width, Figure.Side);

    private static string Fine(double share) => Math.Round(share, 3).ToString(CultureInfo.InvariantCulture);
}
