namespace GenPhys.Cli.Plotting;

/// <summary>An RGB picture with anti-aliased rectangles, lines with round ends, and dots.</summary>
internal sealed class Canvas
{
    private readonly byte[] _pixels;

    public Canvas(int width, int height, Colour background)
    {
        Width = width;
        Height = height;
        Clip = (0, 0, width, height);
        _pixels = new byte[3 * width * height];
        for (var i = 0; i < _pixels.Length; i += 3)
        {
            (_pixels[i], _pixels[i + 1], _pixels[i + 2]) = (background.R, background.G, background.B);
        }
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>The pixels that may be painted, the right and lower ends not included; the whole picture by default.</summary>
    public (int Left, int Top, int Right, int Bottom) Clip { get; set; }

    /// <summary>The three bytes per pixel of one line, red first.</summary>
    public ReadOnlySpan<byte> Line(int y) => _pixels.AsSpan(3 * Width * y, 3 * Width);

    public void FillRectangle(double x, double y, double width, double height, Colour colour) =>
        Paint(x, y, x + width, y + height, colour, (px, py) => Overlap(px, x, x + width) * Overlap(py, y, y + height));

    public void Dot(double x, double y, double radius, Colour colour, double opacity) =>
        Paint(x - radius - 1, y - radius - 1, x + radius + 1, y + radius + 1, colour, (px, py) =>
            opacity * Math.Clamp(radius + 0.5 - Math.Sqrt(Square(px + 0.5 - x) + Square(py + 0.5 - y)), 0, 1));

    public void Line(double x1, double y1, double x2, double y2, double thickness, Colour colour, double opacity = 1)
    {
        var reach = (0.5 * thickness) + 1;
        var (dx, dy) = (x2 - x1, y2 - y1);
        var square = (dx * dx) + (dy * dy);
        Paint(Math.Min(x1, x2) - reach, Math.Min(y1, y2) - reach, Math.Max(x1, x2) + reach, Math.Max(y1, y2) + reach, colour, (px, py) =>
        {
            var (ex, ey) = (px + 0.5 - x1, py + 0.5 - y1);
            var along = square > 0 ? Math.Clamp(((ex * dx) + (ey * dy)) / square, 0, 1) : 0;
            var distance = Math.Sqrt(Square(ex - (along * dx)) + Square(ey - (along * dy)));
            return opacity * Math.Clamp((0.5 * thickness) + 0.5 - distance, 0, 1);
        });
    }

    private void Paint(double left, double top, double right, double bottom, Colour colour, Func<int, int, double> coverage)
    {
        for (var y = Math.Max(Clip.Top, (int)Math.Floor(top)); y < Math.Min(Clip.Bottom, Math.Ceiling(bottom)); y++)
        {
            for (var x = Math.Max(Clip.Left, (int)Math.Floor(left)); x < Math.Min(Clip.Right, Math.Ceiling(right)); x++)
            {
                var share = coverage(x, y);
                if (share > 0)
                {
                    var at = 3 * ((y * Width) + x);
                    _pixels[at] = Blend(_pixels[at], colour.R, share);
                    _pixels[at + 1] = Blend(_pixels[at + 1], colour.G, share);
                    _pixels[at + 2] = Blend(_pixels[at + 2], colour.B, share);
                }
            }
        }
    }

    private static double Overlap(int pixel, double low, double high) =>
        Math.Clamp(Math.Min(pixel + 1, high) - Math.Max(pixel, low), 0, 1);

    private static byte Blend(byte below, byte above, double share) => (byte)(below + ((above - below) * share) + 0.5);

    private static double Square(double value) => value * value;
}
