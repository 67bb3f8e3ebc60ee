using GenPhys.Inference.Engine;

namespace GenPhys.Inference.Sampling.Samplers;

/// <summary>
/// A fixed-step solver of dx/dsigma = (x - D)/sigma (Karras et al. 2022, eq. 3) or of the matching reverse-time stochastic
/// equation, written as a table of coefficients. Slot 0 holds x.
/// </summary>
public abstract class Sampler
{
    /// <summary>The vector slot of the state x.</summary>
    protected const int X = 0;

    /// <summary>Vector slots the solver needs, x included.</summary>
    public abstract int VectorSlots { get; }

    /// <summary>Whether the solver adds noise by the reverse-time equation of diffusions, which other processes do not have.</summary>
    public virtual bool IsStochastic => false;

    /// <summary>The program from the Gaussian prior down a grid of noise levels.</summary>
    /// <param name="levels">Decreasing levels t_0 &gt; t_1 &gt; ...; only the last may be 0, and 2 or more of them are given.</param>
    /// <returns>A program whose slot 0 starts at t_0 times a standard normal draw and ends at the last level.</returns>
    /// <exception cref="ArgumentException">The levels are not decreasing, or fewer than two.</exception>
    public TableProgram Program(IReadOnlyList<double> levels) => Program(SolverPath.Down(levels));

    /// <summary>The program along a path.</summary>
    /// <param name="path">The path.</param>
    /// <returns>A program whose slot 0 is x.</returns>
    public TableProgram Program(SolverPath path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var ticks = new List<Tick>();
        var start = NoiseOf(path, 0);
        if (start.Count > 0)
        {
            ticks.Add(new Tick
            {
                Noise = [.. start.Select(n => n.Draw)],
                Vectors = [new VectorUpdate(X, [Slot(X, 1), .. Terms(start)])],
                NoiseLevel = path.Steps[0].From,
            });
        }

        foreach (var step in path.Steps)
        {
            byte stage = 0;
            foreach (var tick in Step(path, step))
            {
                tick.Stage = stage++;
                ticks.Add(tick);
            }
        }

        return new TableProgram(VectorSlots, ticks);
    }

    /// <summary>The ticks of one step.</summary>
    /// <param name="path">The path.</param>
    /// <param name="step">The step.</param>
    /// <returns>The ticks; the last one brings x to the step's lower level.</returns>
    protected abstract IEnumerable<Tick> Step(SolverPath path, SolverStep step);

    /// <summary>Noise of the solver's own that joins x before a step.</summary>
    /// <param name="path">The path.</param>
    /// <param name="step">The step.</param>
    /// <returns>The noise, or null for none.</returns>
    protected virtual PathNoise? NoiseBefore(SolverPath path, SolverStep step) => null;

    /// <summary>A tick that evaluates D at a slot and replaces slots.</summary>
    /// <param name="step">The step it belongs to.</param>
    /// <param name="lane">The evaluation.</param>
    /// <param name="updates">New values of slots.</param>
    /// <returns>The tick.</returns>
    protected static Tick Stage(SolverStep step, Lane lane, params VectorUpdate[] updates)
    {
        ArgumentNullException.ThrowIfNull(step);
        return new Tick { Lanes = [lane], Vectors = updates, Step = step.Index, NoiseLevel = step.From, Last = step.To == 0 };
    }

    /// <summary>The last tick of a step: x reaches the lower level, and whatever noise comes before the next step joins it.</summary>
    /// <param name="path">The path.</param>
    /// <param name="step">The step.</param>
    /// <param name="lane">The evaluation.</param>
    /// <param name="x">New value of x.</param>
    /// <param name="own">Noise that is part of this step.</param>
    /// <param name="others">New values of other slots.</param>
    /// <returns>The tick.</returns>
    protected Tick Last(SolverPath path, SolverStep step, Lane lane, VectorTerm[] x, PathNoise? own = null, params VectorUpdate[] others)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(x);
        IReadOnlyList<PathNoise> noise = [.. own is { } o ? [o] : Array.Empty<PathNoise>(), .. NoiseOf(path, step.Index + 1)];
        return new Tick
        {
            Lanes = [lane],
            Noise = [.. noise.Select(n => n.Draw)],
            Vectors = [new VectorUpdate(X, [.. x, .. Terms(noise)]), .. others],
            Step = step.Index,
            NoiseLevel = step.From,
            Last = step.To == 0,
        };
    }

    /// <summary>c times slot <paramref name="slot"/>.</summary>
    /// <param name="slot">Vector slot.</param>
    /// <param name="c">Coefficient.</param>
    /// <returns>The term.</returns>
    protected static VectorTerm Slot(int slot, double c) => new(VectorSource.Slot, slot, c);

    /// <summary>c times the guided denoiser D + sigma^2 G of the tick's lane.</summary>
    /// <param name="sigma">Noise level of the lane.</param>
    /// <param name="c">Coefficient.</param>
    /// <returns>The terms of D and of G.</returns>
    protected static VectorTerm[] Denoiser(double sigma, double c) =>
        [new(VectorSource.Denoised, 0, c), new(VectorSource.Guidance, 0, c * sigma * sigma)];

    private IReadOnlyList<PathNoise> NoiseOf(SolverPath path, int index)
    {
        if (index >= path.Steps.Count)
        {
            return [];
        }

        var step = path.Steps[index];
        return NoiseBefore(path, step) is { } own ? [.. step.Noise, own] : step.Noise;
    }

    private static IEnumerable<VectorTerm> Terms(IReadOnlyList<PathNoise> noise) =>
        noise.Select((n, i) => new VectorTerm(VectorSource.Noise, i, n.Scale));
}
