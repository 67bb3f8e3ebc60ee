using System.Xml.Linq;
using GenPhys.Cli.Plotting;
using GenPhys.Cli.Plotting.Figures;

namespace GenPhys.Cli.Tests.Plotting;

public sealed class FigureTests
{
    private static readonly Axis Scale = new("nats", -4, 0);

    private static readonly Figure Every = new(
        "three < four & five",
        new Axis("level", 100, 0.01, Log: true),
        new Axis("x, data units", -1, 1),
        [
            new MapLayer(new double[,] { { 0, -4 }, { double.NaN, -2 } }, Scale),
            new CellLayer([new PlotCell(1, 0, 0.5)]),
            new LineLayer([[(100, 0), (10, 0), (1, 0)], [(100, -1), (double.NaN, 0), (1, 0.5), (0.1, 0.9)]], PlotColours.Ink, 2),
            new ArrowLayer([((10, 0.5), (100, 0.5))], PlotColours.Outside),
            new DotLayer([(1, 1), (1, double.PositiveInfinity), (10, -1)], [PlotColours.Point], 3),
        ],
        Scale);

    [Fact]
    public void The_svg_has_a_piece_for_every_line_and_nothing_that_is_no_number()
    {
        var file = new MemoryStream();
        SvgFigure.Write(Every, file);
        file.Position = 0;
        var svg = XDocument.Load(file).Root!;
        var space = svg.Name.Namespace;

        Assert.Equal("three < four & five", svg.Element(space + "title")!.Value);
        Assert.DoesNotContain("NaN", svg.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Infinity", svg.ToString(), StringComparison.Ordinal);
        var paths = svg.Descendants(space + "path").Select(path => (string)path.Attribute("d")!).ToList();

        // A straight line keeps its ends alone; a line that is broken leaves the piece that can be drawn.
        Assert.Equal("M72 308L332 308M332 178L462 74", paths[0]);
        Assert.Equal(3, paths.Count);
        Assert.Equal(2, paths[2].Count(c => c == 'M'));
        var texts = svg.Descendants(space + "text").Select(text => text.Value).ToList();
        Assert.Superset(new HashSet<string> { "100", "10", "1", "0.1", "0.01", "-0.5", "level", "x, data units", "nats", "-2" }, texts.ToHashSet());
        Assert.StartsWith("data:image/png;base64,", (string?)svg.Descendants(space + "image").Single().Attribute("href"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_png_shows_the_layers_where_they_are_and_cuts_them_at_the_frame()
    {
        var figure = new Figure(
            "corners",
            new Axis("x", 0, 1),
            new Axis("y", 0, 1),
            [
                new MapLayer(new double[,] { { 0, -4 }, { double.NaN, -2 } }, Scale),
                new LineLayer([[(-1, 0.25), (0.4, 0.25)]], PlotColours.Outside, 4),
                new DotLayer([(0.75, 0.25)], [PlotColours.Paper], 4),
            ],
            Scale);
        var file = new MemoryStream();
        PngFigure.Write(figure, file);
        var (width, height, pixels) = ScatterTests.Decode(file.ToArray());

        Assert.Equal((2 * figure.Width, 2 * Figure.Height), (width, height));
        Assert.Equal(ColourMap.At(1), Pixel(0.25, 0.75));
        Assert.Equal(ColourMap.At(0), Pixel(0.75, 0.75));
        Assert.Equal(ColourMap.At(0.5), Pixel(0.6, 0.1));
        Assert.Equal(PlotColours.Paper, Pixel(0.75, 0.25));
        Assert.Equal(PlotColours.Outside, Pixel(0.1, 0.25));
        Assert.Equal(PlotColours.Paper, Pixel(-0.05, 0.23));
        Assert.NotEqual(PlotColours.Outside, Pixel(-0.03, 0.25));

        Colour Pixel(double x, double y)
        {
            var (column, row) = figure.At((x, y));
            var at = 3 * (((int)(2 * row) * width) + (int)(2 * column));
            return new Colour(pixels[at], pixels[at + 1], pixels[at + 2]);
        }
    }

    [Fact]
    public void Colours_get_lighter_all_along_the_scale()
    {
        var grey = Enumerable.Range(0, 101).Select(i => ColourMap.At(i / 100.0)).Select(c => (0.2126 * c.R) + (0.7152 * c.G) + (0.0722 * c.B)).ToList();
        Assert.All(grey.Zip(grey.Skip(1)), pair => Assert.True(pair.First < pair.Second));
        Assert.True(grey[^1] - grey[0] > 150);
        Assert.Equal(ColourMap.At(0), ColourMap.At(-3));
    }

    [Fact]
    public void Lines_apart_follow_the_field_and_keep_their_distance()
    {
        // Around the middle: the lines are arcs, and none crosses another.
        var lines = StreamLines.Apart((x, y) => (0.5 - y, x - 0.5), 15);
        Assert.InRange(lines.Count, 7, 60);
        foreach (var line in lines)
        {
            var radii = line.Select(p => Math.Sqrt(Math.Pow(p.X - 0.5, 2) + Math.Pow(p.Y - 0.5, 2))).ToList();
            Assert.InRange(radii.Max() - radii.Min(), 0, 1e-3);
            var (a, b) = (line[0], line[1]);
            Assert.True(((a.X - 0.5) * (b.Y - 0.5)) - ((a.Y - 0.5) * (b.X - 0.5)) > 0);
        }
    }

    [Fact]
    public void Lines_from_the_border_run_to_the_sink_and_end_there()
    {
        var lines = StreamLines.FromBorder((x, y) => (0.3 - x, 0.4 - y), 8);
        Assert.Equal(32, lines.Count);
        Assert.All(lines, line => Assert.True(Math.Abs(line[^1].X - 0.3) + Math.Abs(line[^1].Y - 0.4) < 0.01));
        Assert.Empty(StreamLines.FromBorder((x, y) => (x - 0.3, y - 0.4), 8));
    }
}
