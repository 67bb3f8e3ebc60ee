using GenPhys.Inference.Engine;

namespace GenPhys.Inference.Sampling.Samplers;

/// <summary>
/// DPM-Solver-2 with r_1 = 1/2 (Lu et al. 2022a, algorithm 1) in variance-exploding coordinates, where half a step in
/// log-noise is the geometric mean s = sqrt(a b): x_s = x + (s - a) eps(x; a), x' = x + (b - a) eps(x_s; s) with
/// eps = (x - D)/sigma. Second order, two evaluations a step; the last step to level 0 is one evaluation of first order.
/// </summary>
public sealed class DpmSolver2 : Sampler
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

        var s = Math.Sqrt(a * b);
        yield return Stage(step, new Lane(X, a), new VectorUpdate(Middle, [Slot(X, s / a), .. Denoiser(a, 1 - (s / a))]));

        var slope = (b - a) / s;
        yield return Last(path, step, new Lane(Middle, s), [Slot(X, 1), Slot(Middle, slope), .. Denoiser(s, -slope)]);
    }
}
