namespace GenPhys.Cli.Plotting.Figures;

/// <summary>One axis of a figure.</summary>
/// <param name="Label">What it shows, with its unit.</param>
/// <param name="Low">The value at its start.</param>
/// <param name="High">The value at its end; below <paramref name="Low"/> for an axis that runs downwards.</param>
/// <param name="Log">Whether distances stand for ratios; both ends are above 0 then.</param>
internal sealed record Axis(string Label, double Low, double High, bool Log = false)
{
    private static readonly int[] RoundSteps = [1, 2, 5, 10];

    /// <summary>Where a value lies: 0 at the start, 1 at the end.</summary>
    public double Share(double value) => Log ? Math.Log(value / Low) / Math.Log(High / Low) : (value - Low) / (High - Low);

    /// <summary>Round values between the ends.</summary>
    public IEnumerable<double> Ticks()
    {
        var (low, high) = (Math.Min(Low, High), Math.Max(Low, High));
        if (Log)
        {
            for (var power = Math.Ceiling(Math.Log10(low) - 1e-9); power <= Math.Log10(high) + 1e-9; power++)
            {
                yield return Math.Pow(10, power);
            }

            yield break;
        }

        var raw = (high - low) / 6;
        var unit = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        var step = RoundSteps.First(m => m * unit >= raw * 0.999) * unit;
        for (var k = Math.Ceiling((low / step) - 1e-9); k * step <= high + (1e-9 * step); k++)
        {
            yield return k * step;
        }
    }
}
