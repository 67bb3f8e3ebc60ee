using GenPhys.Inference.Engine;
using GenPhys.Inference.Random;

namespace GenPhys.Inference.Sampling.Samplers;

/// <summary>
/// A fixed-step solver of dx/dsigma = (x - D)/sigma (Karras et al. 2022, eq. 3) or of the matching reverse SDE, written
/// as a table of coefficients. Slot 0 holds x.
/// </summary>
public abstract class Sampler
{
    /// <summary>The vector slot of the state x.</summary>
    protected const int X = 0;

    /// <summary>Vector slots the solver needs, x included.</summary>
    public abstract int VectorSlots { get; }

    /// <summary>The program from the prior down a grid of noise levels.</summary>
    /// <param name="levels">Decreasing levels t_0 &gt; t_1 &gt; ...; only the last may be 0, and 2 or more of them are given.</param>
    /// <returns>A program whose slot 0 starts at t_0 times a standard normal draw and ends at the last level.</returns>
    /// <exception cref="ArgumentException">The levels are not decreasing, or fewer than two.</exception>
    public TableProgram Program(IReadOnlyList<double> levels)
    {
        ArgumentNullException.ThrowIfNull(levels);
        if (levels.Count < 2 || levels[^1] < 0)
        {
            throw new ArgumentException("Two or more noise levels are needed, the last one 0 or above.", nameof(levels));
        }

        for (var i = 1; i < levels.Count; i++)
        {
            if (!(levels[i] < levels[i - 1]))
            {
                throw new ArgumentException($"Noise levels must decrease; level {i} is {levels[i]} after {levels[i - 1]}.", nameof(levels));
            }
        }

        var ticks = new List<Tick> { Prior(levels) };
        for (var i = 0; i + 1 < levels.Count; i++)
        {
            ticks.AddRange(Step(levels, i));
        }

        return new TableProgram(VectorSlots, ticks);
    }

    /// <summary>The ticks that take x from level i to level i + 1.</summary>
    /// <param name="levels">The grid.</param>
    /// <param name="i">Index of the step.</param>
    /// <returns>The ticks.</returns>
    protected abstract IEnumerable<Tick> Step(IReadOnlyList<double> levels, int i);

    /// <summary>The noise that step i adds to x before its first evaluation, folded into the update that produces x.</summary>
    /// <param name="levels">The grid.</param>
    /// <param name="i">Index of the step.</param>
    /// <returns>The draw and its standard deviation, or null for none.</returns>
    protected virtual (NoiseDraw Draw, double StandardDeviation)? NoiseBefore(IReadOnlyList<double> levels, int i) => null;

    /// <summary>A tick that evaluates D at a slot and replaces slots; x is also given the noise of the next step.</summary>
    /// <param name="levels">The grid.</param>
    /// <param name="i">Index of the step this tick belongs to.</param>
    /// <param name="lane">The evaluation.</param>
    /// <param name="endsStep">Whether x reaches level i + 1 with this tick.</param>
    /// <param name="updates">New values of slots.</param>
    /// <returns>The tick.</returns>
    protected Tick Evaluate(IReadOnlyList<double> levels, int i, Lane lane, bool endsStep, params VectorUpdate[] updates)
    {
        ArgumentNullException.ThrowIfNull(levels);
        ArgumentNullException.ThrowIfNull(updates);
        var noise = endsStep && i + 2 < levels.Count ? NoiseBefore(levels, i + 1) : null;
        return new Tick
        {
            Lanes = [lane],
            Noise = noise is { } n ? [n.Draw] : [],
            Vectors = noise is { } m
                ? [.. updates.Select(u => u.Target == X ? u with { Terms = [.. u.Terms, new(VectorSource.Noise, 0, m.StandardDeviation)] } : u)]
                : updates,
            Step = i,
            NoiseLevel = levels[i],
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

    private Tick Prior(IReadOnlyList<double> levels)
    {
        var draws = new List<NoiseDraw> { new(NoiseLaw.Gaussian, NoisePurpose.Prior, 0) };
        var terms = new List<VectorTerm> { new(VectorSource.Noise, 0, levels[0]) };
        if (NoiseBefore(levels, 0) is { } noise)
        {
            draws.Add(noise.Draw);
            terms.Add(new(VectorSource.Noise, 1, noise.StandardDeviation));
        }

        return new Tick { Noise = [.. draws], Vectors = [new VectorUpdate(X, [.. terms])], NoiseLevel = levels[0] };
    }
}
