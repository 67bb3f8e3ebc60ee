using GenPhys.Inference.Processes;

namespace GenPhys.Inference.Sampling.Schedules;

/// <summary>
/// Levels picked from those of a discrete process, evenly by index; both ends go to the nearest level. This is how the improved
/// DDPM takes fewer steps than it was trained with (Nichol, Dhariwal 2021, section 4).
/// </summary>
public sealed class GridNoiseSchedule : NoiseSchedule
{
    private readonly NoiseLevelGrid _grid;
    private readonly int _low;
    private readonly int _high;

    /// <summary>Creates the schedule.</summary>
    /// <param name="grid">The levels to pick from.</param>
    /// <param name="sigmaMin">Last level before it goes to the nearest of the grid, above 0.</param>
    /// <param name="sigmaMax">First level, above <paramref name="sigmaMin"/> by one level of the grid at least.</param>
    /// <exception cref="ArgumentOutOfRangeException">The levels are not finite and ordered, or meet on the grid.</exception>
    public GridNoiseSchedule(NoiseLevelGrid grid, double sigmaMin, double sigmaMax)
        : base(OnGrid(grid, sigmaMin), OnGrid(grid, sigmaMax))
    {
        _grid = grid;
        (_low, _high) = (grid.Nearest(sigmaMin), grid.Nearest(sigmaMax));
    }

    /// <inheritdoc/>
    public override int MaxPoints => _high - _low + 1;

    /// <inheritdoc/>
    protected override double At(double fraction) => _grid.Levels[(int)Math.Round(_high - (fraction * (_high - _low)))];

    private static double OnGrid(NoiseLevelGrid grid, double sigma)
    {
        ArgumentNullException.ThrowIfNull(grid);
        return double.IsFinite(sigma) && sigma > 0 ? grid.Levels[grid.Nearest(sigma)] : sigma;
    }
}
