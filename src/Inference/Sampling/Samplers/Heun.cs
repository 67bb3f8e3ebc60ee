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
    protected sealed override IEnumerable<Tick> Step(IReadOnlyList<double> levels, int i)
    {
        ArgumentNullException.ThrowIfNull(levels);
        var (a, b) = (StartLevel(levels, i), levels[i + 1]);
        VectorTerm[] euler = [Slot(X, b / a), .. Denoiser(a, 1 - (b / a))];
        if (b == 0)
        {
            yield return Evaluate(levels, i, new Lane(X, a), true, new VectorUpdate(X, euler));
            yield break;
        }

        yield return Evaluate(levels, i, new Lane(X, a), false, new VectorUpdate(Predictor, euler));

        // x' = x + (b - a)/2 (d1 + d2) with d2 = (x_e - D(x_e; b))/b, where (b - a) d1 = x_e - x needs no third slot.
        var half = 0.5 * (b - a) / b;
        yield return Evaluate(
            levels, i, new Lane(Predictor, b), true,
            new VectorUpdate(X, [Slot(X, 0.5), Slot(Predictor, 0.5 + half), .. Denoiser(b, -half)]));
    }

    /// <summary>The level at which step i starts: t_i itself, or above it where noise was added before the step.</summary>
    /// <param name="levels">The grid.</param>
    /// <param name="i">Index of the step.</param>
    /// <returns>Noise level.</returns>
    protected virtual double StartLevel(IReadOnlyList<double> levels, int i)
    {
        ArgumentNullException.ThrowIfNull(levels);
        return levels[i];
    }
}
