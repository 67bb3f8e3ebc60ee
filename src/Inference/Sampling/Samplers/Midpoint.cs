using GenPhys.Inference.Engine;

namespace GenPhys.Inference.Sampling.Samplers;

/// <summary>
/// The explicit midpoint method on the probability flow: an Euler half step to m = (a + b)/2, then the whole step along
/// the slope found there. Second order, two evaluations a step; the last step to level 0 is one Euler evaluation.
/// </summary>
public sealed class Midpoint : Sampler
{
    private const int Middle = 1;

    /// <inheritdoc/>
    public override int VectorSlots => 2;

    /// <inheritdoc/>
    protected override IEnumerable<Tick> Step(SolverPath path, SolverStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        var (a, b) = (step.From, step.To);
        if (b == 0)
        {
            yield return Last(path, step, new Lane(X, a), Denoiser(a, 1));
            yield break;
        }

        var m = 0.5 * (a + b);
        yield return Stage(step, new Lane(X, a), new VectorUpdate(Middle, [Slot(X, m / a), .. Denoiser(a, 1 - (m / a))]));

        // x' = x + (b - a)(x_m - D(x_m; m))/m.
        var slope = (b - a) / m;
        yield return Last(path, step, new Lane(Middle, m), [Slot(X, 1), Slot(Middle, slope), .. Denoiser(m, -slope)]);
    }
}
