using GenPhys.Inference.Engine;

namespace GenPhys.Inference.Sampling.Samplers;

/// <summary>
/// DPM-Solver++(2M) (Lu et al. 2022b, algorithm 2): with h = ln(a/b), r = h_previous/h,
/// x' = (b/a) x + (1 - b/a) [(1 + 1/(2r)) D - D_previous/(2r)]. Second order, one evaluation a step; the first step, the
/// first after a Restart jump, and the last one to level 0 are of first order.
/// </summary>
public sealed class DpmSolverPp2m : Sampler
{
    private const int Previous = 1;

    /// <inheritdoc/>
    public override int VectorSlots => 2;

    /// <inheritdoc/>
    protected override IEnumerable<Tick> Step(SolverPath path, SolverStep step)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(step);
        var (a, b) = (step.From, step.To);
        var (d, previous) = (1.0, 0.0);
        if (step.InSegment > 0 && b > 0)
        {
            var before = path.Steps[step.Index - 1];
            var r = Math.Log(before.From / a) / Math.Log(a / b);
            (d, previous) = (1 + (0.5 / r), -0.5 / r);
        }

        var gain = 1 - (b / a);
        yield return Last(
            path, step, new Lane(X, a),
            [Slot(X, b / a), .. Denoiser(a, gain * d), Slot(Previous, gain * previous)],
            others: new VectorUpdate(Previous, Denoiser(a, 1)));
    }
}
