using System.Buffers.Binary;
using System.IO.Compression;
using System.Xml.Linq;
using GenPhys.Cli.Plotting;

namespace GenPhys.Cli.Tests.Plotting;

public sealed class ScatterTests
{
    private static readonly ScatterPlot Plot = new([(-1.5, -1.5), (0.5, 0.5), (-0.5, -1.5), (double.NaN, 0)], "three < four & five", PlotCell.Checkerboard);

    [Fact]
    public void The_svg_is_xml_with_cells_ticks_and_a_dot_per_finite_point()
    {
        var file = new MemoryStream();
        SvgScatter.Write(Plot, file);
        file.Position = 0;

        var svg = XDocument.Load(file).Root!;

        var space = svg.Name.Namespace;
        Assert.Equal("three < four & five", svg.Element(space + "title")!.Value);
        Assert.Equal(8, svg.Elements(space + "rect").Count(r => (string?)r.Attribute("fill") == PlotColours.Cell.Hex));
        Assert.Equal(["-2", "-1", "0", "1", "2"], svg.Elements(space + "text").Where(t => (string?)t.Attribute("text-anchor") == "middle").Select(t => t.Value));
        Assert.Equal(2, Dots(PlotColours.Point));
        Assert.Equal(1, Dots(PlotColours.Outside));

        int Dots(Colour colour) => svg.Elements(space + "path").Where(p => (string?)p.Attribute("stroke") == colour.Hex).Sum(p => ((string)p.Attribute("d")!).Count(c => c == 'M'));
    }

    [Fact]
    public void The_png_decodes_and_shows_the_cells_and_points_where_they_are()
    {
        var file = new MemoryStream();
        PngScatter.Write(Plot, file);

        var (width, height, pixels) = Decode(file.ToArray());

        Assert.Equal((2 * PlotFrame.Width, 2 * PlotFrame.Height), (width, height));
        var frame = new PlotFrame(Plot);
        Assert.Equal((PlotColours.Cell.R, PlotColours.Cell.G, PlotColours.Cell.B), At(-1.7, -1.7));
        Assert.Equal((255, 255, 255), At(-0.7, -1.7));
        var (inR, _, inB) = At(0.5, 0.5);
        var (outR, _, outB) = At(-0.5, -1.5);
        Assert.True(inB > inR + 50 && outR > outB + 50);

        (byte R, byte G, byte B) At(double x, double y)
        {
            var at = 3 * (((int)(2 * frame.Y(y)) * width) + (int)(2 * frame.X(x)));
            return (pixels[at], pixels[at + 1], pixels[at + 2]);
        }
    }

    [Fact]
    public void No_points_and_one_point_still_make_a_picture()
    {
        foreach (var points in new (double, double)[][] { [], [(3, 4)] })
        {
            var file = new MemoryStream();
            PngScatter.Write(new ScatterPlot(points, "", []), file);
            Assert.NotEmpty(Decode(file.ToArray()).Pixels);
        }
    }

    internal static (int Width, int Height, byte[] Pixels) Decode(byte[] png)
    {
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], png[..8]);
        var (at, width, height) = (8, 0, 0);
        var data = new MemoryStream();
        string type;
        do
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            type = System.Text.Encoding.ASCII.GetString(png, at + 4, 4);
            Assert.Equal(Crc(png.AsSpan(at + 4, length + 4)), BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at + 8 + length)));
            if (type == "IHDR")
            {
                (width, height) = (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at + 8)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at + 12)));
                Assert.Equal([8, 2, 0, 0, 0], png[(at + 16)..(at + 21)]);
            }
            else if (type == "IDAT")
            {
                data.Write(png, at + 8, length);
            }

            at += length + 12;
        }
        while (type != "IEND");

        Assert.Equal(png.Length, at);
        data.Position = 0;
        var raw = new MemoryStream();
        new ZLibStream(data, CompressionMode.Decompress).CopyTo(raw);
        var lines = raw.ToArray().Chunk(1 + (3 * width)).ToArray();
        Assert.Equal(height, lines.Length);
        Assert.All(lines, line => Assert.Equal(0, line[0]));
        return (width, height, [.. lines.SelectMany(line => line[1..])]);
    }

    // Bit by bit, unlike the table of the writer.
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var k = 0; k < 8; k++)
            {
                crc = (crc >> 1) ^ (0xEDB88320 & (uint)-(int)(crc & 1));
            }
        }

        return ~crc;
    }
}
