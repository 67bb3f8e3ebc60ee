namespace GenPhys.Cli.Plotting;

/// <summary>Maps data units to the picture: one scale for both axes, a square frame, ticks at round numbers.</summary>
internal sealed class PlotFrame
{
    public const int Width = 640;
    public const int Height = 660;
    public const int Left = 56;
    public const int Top = 48;
    public const int Side = 560;

    private static readonly int[] RoundSteps = [1, 2, 5, 10];

    private readonly double _lowX;
    private readonly double _lowY;
    private readonly double _span;

    public PlotFrame(ScatterPlot plot)
    {
        var xs = Finite(plot.Points.Select(p => p.X), plot.Cells.SelectMany(c => new[] { c.X, c.X + c.Side }));
        var ys = Finite(plot.Points.Select(p => p.Y), plot.Cells.SelectMany(c => new[] { c.Y, c.Y + c.Side }));
        var span = Math.Max(xs.High - xs.Low, ys.High - ys.Low);
        _span = span > 0 ? 1.08 * span : 1;
        _lowX = (0.5 * (xs.Low + xs.High)) - (0.5 * _span);
        _lowY = (0.5 * (ys.Low + ys.High)) - (0.5 * _span);
        DotRadius = Math.Clamp(70 / Math.Sqrt(Math.Max(1, plot.Points.Count)), 0.7, 3.2);
        DotOpacity = Math.Clamp(12 / Math.Sqrt(Math.Max(1, plot.Points.Count)), 0.35, 0.85);
    }

    /// <summary>Radius of a dot in pixels, smaller the more there are.</summary>
    public double DotRadius { get; }

    /// <summary>Opacity of a dot, 0 to 1.</summary>
    public double DotOpacity { get; }

    public IEnumerable<(double Value, double Pixel)> TicksX => Ticks(_lowX).Select(v => (v, X(v)));

    public IEnumerable<(double Value, double Pixel)> TicksY => Ticks(_lowY).Select(v => (v, Y(v)));

    public double X(double x) => Left + ((x - _lowX) / _span * Side);

    public double Y(double y) => Top + Side - ((y - _lowY) / _span * Side);

    public double Length(double data) => data / _span * Side;

    /// <summary>The text of a tick, without the noise of binary fractions.</summary>
    public static string Label(double value) => Math.Round(value, 10) is var v && v == 0 ? "0" : v.ToString("G6");

    private IEnumerable<double> Ticks(double low)
    {
        var raw = _span / 6;
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        var step = RoundSteps.First(m => m * power >= raw * 0.999) * power;
        for (var k = Math.Ceiling(low / step); k * step <= low + _span; k++)
        {
            yield return k * step;
        }
    }

    private static (double Low, double High) Finite(IEnumerable<double> values, IEnumerable<double> edges)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values.Concat(edges).Where(double.IsFinite))
        {
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }

        return low <= high ? (low, high) : (-1, 1);
    }
}
