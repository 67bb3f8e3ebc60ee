using System.Globalization;
using System.Xml.Linq;

namespace GenPhys.Cli.Plotting;

/// <summary>One line of a chart.</summary>
/// <param name="Name">Name in the legend.</param>
/// <param name="Points">Points in data units, in order.</param>
internal sealed record ChartLine(string Name, IReadOnlyList<(double X, double Y)> Points);

/// <summary>Lines with dots over two axes, each linear or logarithmic, written as SVG.</summary>
/// <param name="Title">The line above the frame.</param>
/// <param name="XLabel">What the horizontal axis shows.</param>
/// <param name="YLabel">What the vertical axis shows.</param>
/// <param name="Lines">The lines, at most as many as there are colours to tell apart; more repeat them.</param>
/// <param name="LogX">Whether the horizontal axis is logarithmic.</param>
/// <param name="LogY">Whether the vertical axis is logarithmic.</param>
internal sealed record LineChart(string Title, string XLabel, string YLabel, IReadOnlyList<ChartLine> Lines, bool LogX, bool LogY)
{
    private const int Width = 860;
    private const int Height = 520;
    private const int Left = 76;
    private const int Top = 44;
    private const int Across = 560;
    private const int Down = 410;

    // Points that stand alone are results; many of them are a curve.
    private const int MostDots = 30;
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";
    private static readonly string[] Colours =
        ["#1d4ed8", "#dc2626", "#059669", "#d97706", "#7c3aed", "#0891b2", "#be185d", "#4d7c0f", "#64748b", "#92400e", "#0f172a", "#a21caf"];

    /// <summary>Writes the chart.</summary>
    public static void Write(LineChart chart, Stream output)
    {
        var root = new XElement(
            Svg + "svg",
            new XAttribute("viewBox", $"0 0 {Width} {Height}"), new XAttribute("width", Width), new XAttribute("height", Height),
            new XAttribute("font-family", "Helvetica, Arial, sans-serif"),
            new XElement(Svg + "title", chart.Title),
            Box(0, 0, Width, Height, PlotColours.Paper.Hex, "none"));
        var all = chart.Lines.SelectMany(line => line.Points).Where(p => double.IsFinite(p.X) && double.IsFinite(p.Y)).ToList();
        var x = new Axis(all.Select(p => p.X), chart.LogX);
        var y = new Axis(all.Select(p => p.Y), chart.LogY);
        foreach (var (value, at) in x.Ticks())
        {
            root.Add(Stroke($"M{Text(Left + (at * Across))} {Top}v{Down}", PlotColours.Grid.Hex, 1), Label(Left + (at * Across), Top + Down + 18, Number(value), "middle"));
        }

        foreach (var (value, at) in y.Ticks())
        {
            root.Add(Stroke($"M{Left} {Text(Top + Down - (at * Down))}h{Across}", PlotColours.Grid.Hex, 1), Label(Left - 8, Top + Down - (at * Down) + 4, Number(value), "end"));
        }

        foreach (var (line, index) in chart.Lines.Select((line, index) => (line, index)))
        {
            var colour = Colours[index % Colours.Length];
            var points = line.Points.Where(p => double.IsFinite(p.X) && double.IsFinite(p.Y))
                .Select(p => (X: Left + (x.At(p.X) * Across), Y: Top + Down - (y.At(p.Y) * Down))).ToList();
            var path = string.Join("", points.Select((p, i) => $"{(i == 0 ? 'M' : 'L')}{Text(p.X)} {Text(p.Y)}"));
            root.Add(Stroke(path, colour, 1.8));
            if (points.Count <= MostDots)
            {
                root.Add(Stroke(string.Join("", points.Select(p => $"M{Text(p.X)} {Text(p.Y)}h0")), colour, 7));
            }

            root.Add(Stroke($"M{Left + Across + 18} {Top + 10 + (index * 20)}h22", colour, 3), Label(Left + Across + 48, Top + 14 + (index * 20), line.Name, "start"));
        }

        root.Add(
            Box(Left, Top, Across, Down, "none", PlotColours.Frame.Hex),
            Label(Left, Top - 16, chart.Title, "start", 16),
            Label(Left + (0.5 * Across), Height - 18, chart.XLabel, "middle", 13),
            Label(Left, Top - 2, chart.YLabel, "start", 12));
        new XDocument(root).Save(output);
    }

    private static XElement Box(double x, double y, double width, double height, string fill, string stroke) => new(
        Svg + "rect", new XAttribute("x", Text(x)), new XAttribute("y", Text(y)), new XAttribute("width", Text(width)), new XAttribute("height", Text(height)),
        new XAttribute("fill", fill), new XAttribute("stroke", stroke));

    private static XElement Stroke(string path, string colour, double width) => new(
        Svg + "path", new XAttribute("d", path), new XAttribute("fill", "none"), new XAttribute("stroke", colour),
        new XAttribute("stroke-width", Text(width)), new XAttribute("stroke-linecap", "round"), new XAttribute("stroke-linejoin", "round"));

    private static XElement Label(double x, double y, string text, string anchor, int size = 12) => new(
        Svg + "text", new XAttribute("x", Text(x)), new XAttribute("y", Text(y)), new XAttribute("text-anchor", anchor),
        new XAttribute("font-size", size), new XAttribute("fill", PlotColours.Ink.Hex), text);

    private static string Text(double value) => Math.Round(value, 2).ToString(CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("G3", CultureInfo.InvariantCulture);

    private sealed class Axis
    {
        private static readonly int[] RoundSteps = [1, 2, 5, 10];

        private readonly bool _log;
        private readonly double _low;
        private readonly double _high;

        public Axis(IEnumerable<double> values, bool log)
        {
            _log = log;
            var scaled = values.Where(v => !log || v > 0).Select(Scale).DefaultIfEmpty(0).ToList();
            var margin = Math.Max(1e-9, 0.04 * (scaled.Max() - scaled.Min()));
            (_low, _high) = (scaled.Min() - margin, scaled.Max() + margin);
        }

        public double At(double value) => (Scale(value) - _low) / (_high - _low);

        public IEnumerable<(double Value, double At)> Ticks()
        {
            if (_log)
            {
                double[] steps = _high - _low < 1.5 ? [1, 2, 3, 5, 7] : _high - _low < 3.5 ? [1, 3] : [1];
                return Enumerable.Range((int)Math.Floor(_low), (int)Math.Ceiling(_high - _low) + 1)
                    .SelectMany(power => steps.Select(step => step * Math.Pow(10, power)))
                    .Select(value => (value, At(value)))
                    .Where(tick => tick.Item2 is >= 0 and <= 1);
            }

            var raw = (_high - _low) / 6;
            var unit = Math.Pow(10, Math.Floor(Math.Log10(raw)));
            var width = RoundSteps.First(m => m * unit >= raw * 0.999) * unit;
            return Enumerable.Range((int)Math.Ceiling(_low / width), (int)Math.Floor(_high / width) - (int)Math.Ceiling(_low / width) + 1)
                .Select(i => (i * width, At(i * width)));
        }

        private double Scale(double value) => _log ? Math.Log10(value) : value;
    }
}
