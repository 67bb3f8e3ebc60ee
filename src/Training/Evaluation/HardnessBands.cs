namespace GenPhys.Training.Evaluation;

/// <summary>Bands of hardness between percentiles of real points, and what a sample in a band costs.</summary>
public static class HardnessBands
{
    /// <summary>Percentiles of numbers, with linear interpolation between ranks.</summary>
    /// <param name="values">The numbers, 1 or more, in any order.</param>
    /// <param name="percentiles">Percentiles, 0 to 100.</param>
    /// <returns>One number for each.</returns>
    public static double[] Percentiles(ReadOnlySpan<double> values, params ReadOnlySpan<double> percentiles)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        var found = new double[percentiles.Length];
        for (var i = 0; i < found.Length; i++)
        {
            var rank = percentiles[i] / 100 * (sorted.Length - 1);
            var low = (int)Math.Floor(rank);
            found[i] = sorted[low] + ((rank - low) * (sorted[Math.Min(low + 1, sorted.Length - 1)] - sorted[low]));
        }

        return found;
    }

    /// <summary>The band of a hardness: 0 below the first border, one more from each border on.</summary>
    /// <param name="hardness">The hardness.</param>
    /// <param name="edges">Borders, rising.</param>
    public static int Of(double hardness, IReadOnlyList<double> edges)
    {
        ArgumentNullException.ThrowIfNull(edges);
        var band = 0;
        while (band < edges.Count && hardness >= edges[band])
        {
            band++;
        }

        return band;
    }

    /// <summary>Samples that have to be drawn for one in each band; infinite where none fell.</summary>
    /// <param name="hardness">Hardness of independent samples.</param>
    /// <param name="edges">Borders, rising.</param>
    /// <returns>One number per band, one more than borders.</returns>
    public static double[] Cost(ReadOnlySpan<double> hardness, IReadOnlyList<double> edges)
    {
        ArgumentNullException.ThrowIfNull(edges);
        var counts = new int[edges.Count + 1];
        foreach (var h in hardness)
        {
            counts[Of(h, edges)]++;
        }

        var draws = (double)hardness.Length;
        return Array.ConvertAll(counts, count => draws / count);
    }
}
