namespace GenPhys.Bench.Measuring;

/// <summary>Repeated measurements of one thing: the median counts, the spread says how far to trust it.</summary>
internal sealed class Series
{
    private readonly List<double> values = [];
    private double[]? sorted;

    public double Median => Quantile(0.5);

    public double Last => values[^1];

    /// <summary>Half the distance between the quartiles, relative to the median.</summary>
    public double RelativeSpread => (Quantile(0.75) - Quantile(0.25)) / 2 / Median;

    public void Add(double value)
    {
        values.Add(value);
        sorted = null;
    }

    /// <summary>The quantile by linear interpolation between order statistics.</summary>
    public double Quantile(double level)
    {
        if (values.Count == 0)
        {
            throw new InvalidOperationException("A quantile of no values.");
        }
        sorted ??= [.. values.Order()];
        var position = level * (sorted.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
    }

    /// <summary>The ratio round by round of two series measured in turn: what slows a round slows both.</summary>
    public Series Over(Series other)
    {
        var ratios = new Series();
        foreach (var (mine, theirs) in values.Zip(other.values))
        {
            ratios.Add(mine / theirs);
        }
        return ratios;
    }
}
