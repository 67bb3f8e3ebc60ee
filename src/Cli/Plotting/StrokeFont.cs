using System.Collections.Frozen;

namespace GenPhys.Cli.Plotting;

/// <summary>
/// A font of straight strokes for labels and titles. A glyph is a list of strokes, a stroke a list of grid points xy:
/// x 0 to 4, y 0 to 8 with the base line at 2 and the height of small letters at 6.
/// </summary>
internal static class StrokeFont
{
    private const double Baseline = 2;
    private const double CapHeight = 6;
    private const double Advance = 5.6;

    private static readonly FrozenDictionary<char, string> Glyphs = new Dictionary<char, string>
    {
        ['0'] = "12 32 43 47 38 18 07 03 12",
        ['1'] = "07 28 22|12 32",
        ['2'] = "07 18 38 47 46 02 42",
        ['3'] = "07 18 38 47 46 35 15|35 44 43 32 12 03",
        ['4'] = "32 38 04 44",
        ['5'] = "48 08 05 35 44 43 32 12 03",
        ['6'] = "47 38 18 07 03 12 32 43 44 35 15 04",
        ['7'] = "08 48 12",
        ['8'] = "15 06 07 18 38 47 46 35 15 04 03 12 32 43 44 35",
        ['9'] = "03 12 32 43 47 38 18 07 06 15 35 46",
        ['a'] = "46 42|45 36 16 05 03 12 32 43",
        ['b'] = "08 02|05 16 36 45 43 32 12 03",
        ['c'] = "45 36 16 05 03 12 32 43",
        ['d'] = "48 42|45 36 16 05 03 12 32 43",
        ['e'] = "04 44 45 36 16 05 03 12 32 43",
        ['f'] = "48 38 27 22|06 46",
        ['g'] = "46 41 30 10 01|45 36 16 05 03 12 32 43",
        ['h'] = "08 02|05 16 36 45 42",
        ['i'] = "22 26|28 28",
        ['j'] = "26 21 10 00|28 28",
        ['k'] = "08 02|46 04|15 42",
        ['l'] = "18 28 22",
        ['m'] = "02 06|05 16 25 22|25 36 45 42",
        ['n'] = "02 06|05 16 36 45 42",
        ['o'] = "12 32 43 45 36 16 05 03 12",
        ['p'] = "06 00|05 16 36 45 43 32 12 03",
        ['q'] = "46 40|45 36 16 05 03 12 32 43",
        ['r'] = "06 02|04 15 26 36",
        ['s'] = "45 36 16 05 14 34 43 32 12 03",
        ['t'] = "28 23 32 42|06 46",
        ['u'] = "06 03 12 32 43|46 42",
        ['v'] = "06 22 46",
        ['w'] = "06 12 25 32 46",
        ['x'] = "06 42|02 46",
        ['y'] = "06 22|46 10",
        ['z'] = "06 46 02 42",
        ['-'] = "05 45",
        ['+'] = "05 45|23 27",
        ['.'] = "22 22",
        [','] = "22 11",
        [':'] = "23 23|26 26",
        ['='] = "04 44|06 46",
        ['/'] = "01 48",
        ['('] = "38 27 23 32",
        [')'] = "18 27 23 12",
        ['%'] = "02 48|07 08 18 17 07|32 33 43 42 32",
        ['_'] = "02 42",
        ['^'] = "06 28 46",
        [' '] = "",
    }.ToFrozenDictionary();

    /// <summary>
    /// Draws one line of text; letters are drawn small, a character without a glyph as a dot. With anchor 0 the text
    /// starts at x, with 0.5 it is centred there, with 1 it ends there; upright text runs from below to above, and anchors at y.
    /// </summary>
    public static void Draw(Canvas canvas, string text, double x, double y, double size, double thickness, Colour colour, double anchor, bool upright = false)
    {
        var unit = size / CapHeight;
        var start = -(anchor * ((text.Length * Advance) - (Advance - 4)) * unit);
        for (var i = 0; i < text.Length; i++)
        {
            var glyph = Glyphs.GetValueOrDefault(char.ToLowerInvariant(text[i]), Glyphs['.']);
            foreach (var stroke in glyph.Split('|', StringSplitOptions.RemoveEmptyEntries))
            {
                var points = stroke.Split(' ');
                for (var k = 1; k < points.Length; k++)
                {
                    var (x1, y1) = At(points[k - 1]);
                    var (x2, y2) = At(points[k]);
                    canvas.Line(x1, y1, x2, y2, thickness, colour);
                }

                (double X, double Y) At(string point)
                {
                    var (along, above) = (start + (((i * Advance) + (point[0] - '0')) * unit), (point[1] - '0' - Baseline) * unit);
                    return upright ? (x - above, y - along) : (x + along, y - above);
                }
            }
        }
    }
}
