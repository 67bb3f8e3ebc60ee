using GenPhys.Inference.Engine;

namespace GenPhys.Inference.Sampling.Samplers;

/// <summary>
/// Euler's method on the probability flow: x' = x + (b - a)(x - D(x; a))/a from level a to level b. First order, one
/// evaluation a step; the same step as deterministic DDIM and DPM-Solver-1.
/// </summary>
public sealed class Euler : Sampler
{
    /// <inheritdoc/>
    public override int VectorSlots => 1;

    /// <inheritdoc/>
    protected override IEnumerable<Tick> Step(SolverPath path, SolverStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        var (a, b) = (step.From, step.To);
        yield return Last(path, step, new Lane(X, a), [Slot(X, b / a), .. Denoiser(a, 1 - (b / a))]);
    }
}
