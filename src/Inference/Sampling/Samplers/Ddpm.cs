using GenPhys.Inference.Engine;
using GenPhys.Inference.Random;

namespace GenPhys.Inference.Sampling.Samplers;

/// <summary>
/// The ancestral sampler of Ho, Jain, Abbeel 2020 in variance-exploding coordinates: x' = D + (b/a)^2 (x - D) + s z with the
/// posterior variance s^2 = b^2 (a^2 - b^2)/a^2. Guidance shifts the mean by s^2 G (Dhariwal, Nichol 2021, algorithm 1). First
/// order, one evaluation a step, no noise on a step to level 0.
/// </summary>
public sealed class Ddpm : Sampler
{
    /// <inheritdoc/>
    public override int VectorSlots => 1;

    /// <inheritdoc/>
    public override bool IsStochastic => true;

    /// <inheritdoc/>
    protected override IEnumerable<Tick> Step(SolverPath path, SolverStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        var (a, b) = (step.From, step.To);
        var keep = b / a * (b / a);
        var variance = keep * (a - b) * (a + b);
        PathNoise? noise = variance > 0
            ? new PathNoise(new NoiseDraw(NoiseLaw.Gaussian, NoisePurpose.Step, (uint)step.Index), Math.Sqrt(variance))
            : null;

        // Into level 0 the posterior variance vanishes; there the guided denoiser itself is the answer.
        var guidance = b > 0 ? variance : a * a;
        yield return Last(
            path, step, new Lane(X, a),
            [Slot(X, keep), new(VectorSource.Denoised, 0, 1 - keep), new(VectorSource.Guidance, 0, guidance)],
            noise);
    }
}
