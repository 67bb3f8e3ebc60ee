using GenPhys.Inference.Engine;
using GenPhys.Inference.Processes;
using GenPhys.Inference.Random;

namespace GenPhys.Inference.Sampling;

/// <summary>Noise that joins x at a point of a path.</summary>
/// <param name="Draw">The draw.</param>
/// <param name="Scale">Factor on the draw.</param>
public readonly record struct PathNoise(NoiseDraw Draw, double Scale);

/// <summary>One interval of a path.</summary>
/// <param name="Index">Place in the path, from 0; solver noise is keyed by it.</param>
/// <param name="From">Level at which the step starts, above 0.</param>
/// <param name="To">Lower level at which it ends, 0 or above.</param>
/// <param name="InSegment">Place since the last jump, from 0: multi-step solvers have this many earlier steps to look at.</param>
/// <param name="Noise">Noise that joins x before the step: the prior's, or a Restart's.</param>
public sealed record SolverStep(int Index, double From, double To, int InSegment, IReadOnlyList<PathNoise> Noise);

/// <summary>
/// The levels a solver walks: down a grid from the prior, and, where Restart lifts the sample, down again from there
/// (Xu et al. 2023, "Restart sampling", algorithm 1).
/// </summary>
public sealed class SolverPath
{
    private SolverPath(IReadOnlyList<SolverStep> steps, int mainSteps) => (Steps, MainSteps) = (steps, mainSteps);

    /// <summary>The steps in order.</summary>
    public IReadOnlyList<SolverStep> Steps { get; }

    /// <summary>Steps of the main grid, Restart's not counted.</summary>
    public int MainSteps { get; }

    /// <summary>The path down a grid.</summary>
    /// <param name="levels">Decreasing levels t_0 &gt; t_1 &gt; ..., 2 or more; only the last may be 0.</param>
    /// <param name="process">The process whose noise the prior and Restart draw; a diffusion where null.</param>
    /// <param name="fromPrior">Whether x starts as a draw of the prior at t_0; otherwise it is given.</param>
    /// <param name="priorClip">Largest norm of a prior draw, above 0; null for no limit.</param>
    /// <param name="restarts">Restart intervals; they fire when the main grid reaches their lower level.</param>
    /// <returns>The path.</returns>
    /// <exception cref="ArgumentException">The levels do not decrease, or an interval does not fit them.</exception>
    public static SolverPath Down(
        IReadOnlyList<double> levels,
        GenerativeProcess? process = null,
        bool fromPrior = true,
        IReadOnlyList<RestartInterval>? restarts = null,
        double? priorClip = null)
    {
        ArgumentNullException.ThrowIfNull(levels);
        Check(levels);
        var placed = RestartInterval.Place(restarts ?? [], levels);
        var grid = placed.Levels;
        var steps = new List<SolverStep>();
        IReadOnlyList<PathNoise> pending = fromPrior ? [Prior(process, grid[0], priorClip)] : [];
        var inSegment = 0;
        for (var i = 0; i + 1 < grid.Count; i++)
        {
            Add(grid[i], grid[i + 1]);
            foreach (var restart in placed.At(i + 1))
            {
                var inner = restart.Grid();
                for (var cycle = 0; cycle < restart.Repeats; cycle++)
                {
                    pending = [.. pending, restart.Noise(process, cycle)];
                    inSegment = 0;
                    for (var m = 0; m + 1 < inner.Count; m++)
                    {
                        Add(inner[m], inner[m + 1]);
                    }
                }

                inSegment = 0;
            }
        }

        return new SolverPath(steps, grid.Count - 1);

        void Add(double from, double to)
        {
            steps.Add(new SolverStep(steps.Count, from, to, inSegment++, pending));
            pending = [];
        }
    }

    /// <summary>The path up a grid, as encoding takes it; x is given at its start.</summary>
    /// <param name="levels">Increasing levels above 0, 2 or more.</param>
    /// <returns>The path.</returns>
    /// <exception cref="ArgumentException">The levels do not increase.</exception>
    public static SolverPath Up(IReadOnlyList<double> levels)
    {
        ArgumentNullException.ThrowIfNull(levels);
        double[] down = [.. levels.Reverse()];
        Check(down);
        if (!(levels[0] > 0))
        {
            throw new ArgumentException("A path up starts above level 0, where the flow cannot be followed.", nameof(levels));
        }

        return new SolverPath([.. levels.Skip(1).Select((to, i) => new SolverStep(i, levels[i], to, i, []))], levels.Count - 1);
    }

    /// <summary>One interval in either direction, for adaptive solvers; x is given at its start.</summary>
    /// <param name="from">Level to start from, above 0.</param>
    /// <param name="to">Level to reach, above 0.</param>
    /// <returns>The path.</returns>
    public static SolverPath Between(double from, double to)
    {
        if (!(from > 0 && to > 0 && from != to && double.IsFinite(from) && double.IsFinite(to)))
        {
            throw new ArgumentException($"Two different finite levels above 0 are needed, not {from} and {to}.");
        }

        return new SolverPath([new SolverStep(0, from, to, 0, [])], 1);
    }

    /// <summary>The rest of the path from one of its steps on; x is given there.</summary>
    /// <param name="first">Index of the step that comes first.</param>
    /// <returns>The path.</returns>
    internal SolverPath From(int first) =>
        new([.. Steps.Skip(first).Select((step, i) => step with { Index = i, InSegment = Math.Min(step.InSegment, i) })], MainSteps);

    private static PathNoise Prior(GenerativeProcess? process, double level, double? clip)
    {
        var noise = process?.Noise(level) ?? new ProcessNoise(NoiseLaw.Gaussian, level);
        var law = clip is { } longest ? new ClippedLaw(noise.Law, longest / noise.Scale) : noise.Law;
        return new PathNoise(new NoiseDraw(law, NoisePurpose.Prior, 0), noise.Scale);
    }

    private static void Check(IReadOnlyList<double> levels)
    {
        if (levels.Count < 2 || !(levels[^1] >= 0) || !double.IsFinite(levels[0]))
        {
            throw new ArgumentException("Two or more finite noise levels are needed, the last one 0 or above.", nameof(levels));
        }

        for (var i = 1; i < levels.Count; i++)
        {
            if (!(levels[i] < levels[i - 1]))
            {
                throw new ArgumentException($"Noise levels must decrease; level {i} is {levels[i]} after {levels[i - 1]}.", nameof(levels));
            }
        }
    }
}
