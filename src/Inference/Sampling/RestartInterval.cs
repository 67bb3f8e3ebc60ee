using GenPhys.Contracts;
using GenPhys.Inference.Engine;
using GenPhys.Inference.Processes;
using GenPhys.Inference.Random;
using GenPhys.Inference.Sampling.Schedules;

namespace GenPhys.Inference.Sampling;

/// <summary>
/// A Restart interval (Xu et al. 2023, "Restart sampling for improving generative processes", algorithm 1): when the main
/// grid reaches tMin, x is lifted to tMax by noise and brought back down, a number of times.
/// </summary>
/// <param name="TMin">Lower level, above 0.</param>
/// <param name="TMax">Upper level, above <paramref name="TMin"/>.</param>
/// <param name="Points">Grid points of the way down, both ends included, 2 or more (the paper's N_Restart).</param>
/// <param name="Repeats">Cycles K, 0 or more.</param>
/// <param name="Placement">Where tMin goes on the main grid.</param>
/// <param name="SNoise">Factor on the added noise, above 0; 1 is exact.</param>
/// <param name="Level">Number of the interval in its request, part of the noise key.</param>
public sealed record RestartInterval(
    double TMin,
    double TMax,
    int Points,
    int Repeats,
    RestartPlacement Placement = RestartPlacement.Nearest,
    double SNoise = 1,
    int Level = 0)
{
    /// <summary>The grid of the way down: Karras et al. 2022, eq. 5 with rho = 7 between the placed levels.</summary>
    /// <returns>Levels from tMax to tMin, <c>[Points]</c>.</returns>
    public IReadOnlyList<double> Grid() => new EdmNoiseSchedule(TMin, TMax).Levels(Points);

    internal PathNoise Noise(GenerativeProcess? process, int cycle)
    {
        var jump = process is null
            ? new ProcessNoise(NoiseLaw.Gaussian, Math.Sqrt((TMax - TMin) * (TMax + TMin)))
            : process.Jump(TMin, TMax) ?? throw new ArgumentException($"The process {process.Kind} has no noise that lifts a sample, so it cannot be restarted.");
        var step = checked(((uint)Level << 20) | (uint)cycle);
        return new PathNoise(new NoiseDraw(jump.Law, NoisePurpose.Restart, step), SNoise * jump.Scale);
    }

    internal static Placed Place(IReadOnlyList<RestartInterval> intervals, IReadOnlyList<double> levels)
    {
        foreach (var interval in intervals)
        {
            interval.Check(levels);
        }

        var inserted = intervals.Where(r => r.Placement == RestartPlacement.Insert).Select(r => r.TMin);
        List<double> grid = [.. levels.Concat(inserted).Distinct().OrderDescending()];
        var byIndex = new Dictionary<int, List<RestartInterval>>();
        foreach (var (interval, number) in intervals.Select((interval, number) => (interval, number)))
        {
            var index = interval.IndexOn(grid);
            var placed = interval with { TMin = grid[index], Level = number };
            if (!(placed.TMin < placed.TMax))
            {
                throw new ArgumentException($"tMin {interval.TMin} goes to the grid level {placed.TMin}, which is not below tMax {interval.TMax}.");
            }

            byIndex.TryAdd(index, []);
            byIndex[index].Add(placed);
        }

        return new Placed(grid, byIndex);
    }

    private void Check(IReadOnlyList<double> levels)
    {
        if (!(TMin > 0 && TMax > TMin && TMax <= levels[0]))
        {
            throw new ArgumentException($"A Restart interval needs 0 < tMin < tMax <= {levels[0]}; it has tMin {TMin} and tMax {TMax}.");
        }

        if (Points < 2 || Repeats < 0 || Repeats >= 1 << 20 || !(SNoise > 0))
        {
            throw new ArgumentException("A Restart interval needs 2 or more points, 0 or more repeats and sNoise above 0.");
        }
    }

    // Any level after the first and above 0 can be reached; so no interval is ever dropped.
    private int IndexOn(List<double> grid)
    {
        double Distance(double level) => Placement == RestartPlacement.NearestLog
            ? Math.Abs(Math.Log(level / TMin))
            : Math.Abs(level - TMin);

        var candidates = Enumerable.Range(1, grid.Count - 1).Where(i => grid[i] > 0).ToArray();
        return candidates.Length == 0
            ? throw new ArgumentException("The main grid has no level above 0 after its first, so nothing can be restarted.")
            : candidates.MinBy(i => Distance(grid[i]));
    }

    internal sealed record Placed(IReadOnlyList<double> Levels, Dictionary<int, List<RestartInterval>> ByIndex)
    {
        public IReadOnlyList<RestartInterval> At(int index) => ByIndex.TryGetValue(index, out var list) ? list : [];
    }
}
