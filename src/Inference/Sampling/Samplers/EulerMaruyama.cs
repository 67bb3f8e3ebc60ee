using GenPhys.Inference.Engine;
using GenPhys.Inference.Random;

namespace GenPhys.Inference.Sampling.Samplers;

/// <summary>
/// Euler-Maruyama on the reverse-time equation of Song et al. 2021, its Langevin part multiplied by c: from level a to b,
/// x' = x + (a - b)(1 + c)(D - x)/a + sqrt(2 c a (a - b)) z. c = 1 is the reverse equation, c = 0 the probability flow. No
/// noise on a step to level 0, which returns the denoiser. One evaluation a step, weak order 1.
/// </summary>
/// <param name="langevin">Multiplier c of the Langevin part, 0 or more; default 1.</param>
public sealed class EulerMaruyama(double langevin = 1) : Sampler
{
    /// <inheritdoc/>
    public override int VectorSlots => 1;

    /// <inheritdoc/>
    public override bool IsStochastic => langevin > 0;

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

        var pull = (a - b) * (1 + langevin) / a;
        PathNoise? noise = langevin > 0
            ? new PathNoise(new NoiseDraw(NoiseLaw.Gaussian, NoisePurpose.Step, (uint)step.Index), Math.Sqrt(2 * langevin * a * (a - b)))
            : null;
        yield return Last(path, step, new Lane(X, a), [Slot(X, 1 - pull), .. Denoiser(a, pull)], noise);
    }
}
