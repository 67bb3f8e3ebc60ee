using GenPhys.Inference.Engine;

namespace GenPhys.Inference.Sampling.Samplers;

/// <summary>
/// Heun's method on the probability flow (Karras et al. 2022, algorithm 1): an Euler predictor x_e and the trapezoidal
/// corrector. Second order, two evaluations a step; a last step to level 0 is one Euler evaluation, so N steps to 0 cost
/// 2N - 1.
/// </summary>
public class Heun : Sampler
{
    private const int Predictor = 1;

    /// <inheritdoc/>
    public override int VectorSlots => 2;

    /// <inheritdoc/>
    protected sealed override IEnumerable<Tick> Step(SolverPath path, SolverStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        var (a, b) = (StartLevel(path, step), step.To);
        VectorTerm[] euler = [Slot(X, b / a), .. Denoiser(a, 1 - (b / a))];
        if (b == 0)
        {
            yield return Last(path, step, new Lane(X, a), euler);
            yield break;
        }

        yield return Stage(step, new Lane(X, a), new VectorUpdate(Predictor, euler));

        // x' = x + (b - a)/2 (d1 + d2) with d2 = (x_e - D(x_e; b))/b, where (b - a) d1 = x_e - x needs no third slot.
        var half = 0.5 * (b - a) / b;
        yield return Last(
            path, step, new Lane(Predictor, b), [Slot(X, 0.5), Slot(Predictor, 0.5 + half), .. Denoiser(b, -half)]);
    }

    /// <summary>The level at which a step starts: the path's, or above it where the solver added noise.</summary>
    /// <param name="path">The path.</param>
    /// <param name="step">The step.</param>
    /// <returns>Noise level.</returns>
    protected virtual double StartLevel(SolverPath path, SolverStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return step.From;
    }
}
