namespace GenPhys.Inference.Processes;

/// <summary>The levels of a discrete process.</summary>
public sealed class NoiseLevelGrid
{
    /// <summary>Creates the grid.</summary>
    /// <param name="levels">Levels in variance-exploding units, above 0 and increasing, 2 or more.</param>
    /// <exception cref="ArgumentException">The levels do not increase from above 0.</exception>
    public NoiseLevelGrid(IReadOnlyList<double> levels)
    {
        ArgumentNullException.ThrowIfNull(levels);
        if (levels.Count < 2 || !(levels[0] > 0) || !double.IsFinite(levels[^1]) || levels.Zip(levels.Skip(1)).Any(pair => !(pair.First < pair.Second)))
        {
            throw new ArgumentException("Two or more finite levels that increase from above 0 are needed.", nameof(levels));
        }

        Levels = levels;
    }

    /// <summary>The levels, increasing.</summary>
    public IReadOnlyList<double> Levels { get; }

    /// <summary>Index of the level nearest in logarithm.</summary>
    /// <param name="sigma">Level, above 0.</param>
    /// <returns>Index, from 0.</returns>
    public int Nearest(double sigma)
    {
        var (low, high) = (0, Levels.Count - 1);
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            (low, high) = Levels[middle] <= sigma ? (middle, high) : (low, middle);
        }

        return sigma * sigma < Levels[low] * Levels[high] ? low : high;
    }

    /// <summary>Puts decreasing levels on the grid, each on the nearest; levels that meet become one, and 0 stays.</summary>
    /// <param name="levels">Decreasing levels, 0 or more.</param>
    /// <returns>Decreasing levels of the grid.</returns>
    public double[] Snap(IEnumerable<double> levels)
    {
        ArgumentNullException.ThrowIfNull(levels);
        return [.. levels.Select(level => level > 0 ? Levels[Nearest(level)] : 0).Distinct()];
    }
}
