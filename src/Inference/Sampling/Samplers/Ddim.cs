using GenPhys.Inference.Engine;
using GenPhys.Inference.Random;

namespace GenPhys.Inference.Sampling.Samplers;

/// <summary>
/// DDIM (Song, Meng, Ermon 2021, eq. 12) in variance-exploding coordinates: x' = D + sqrt(b^2 - s^2) eps + s z with
/// s = eta (b/a) sqrt(a^2 - b^2) and eps = (x - D)/a. First order, one evaluation a step; eta = 0 is Euler's step, eta = 1
/// the ancestral sampler.
/// </summary>
/// <param name="eta">Share of the ancestral noise, 0 to 1; default 0.</param>
public sealed class Ddim(double eta = 0) : Sampler
{
    /// <inheritdoc/>
    public override int VectorSlots => 1;

    /// <inheritdoc/>
    public override bool IsStochastic => eta > 0;

    /// <inheritdoc/>
    protected override IEnumerable<Tick> Step(SolverPath path, SolverStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        var (a, b) = (step.From, step.To);
        var s = eta * (b / a) * Math.Sqrt((a - b) * (a + b));
        var keep = Math.Sqrt(Math.Max(0, (b - s) * (b + s))) / a;
        PathNoise? noise = s > 0 ? new PathNoise(new NoiseDraw(NoiseLaw.Gaussian, NoisePurpose.Step, (uint)step.Index), s) : null;
        yield return Last(path, step, new Lane(X, a), [Slot(X, keep), .. Denoiser(a, 1 - keep)], noise);
    }
}
