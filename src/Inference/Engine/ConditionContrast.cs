using GenPhys.Inference.Guidance;

namespace GenPhys.Inference.Engine;

/// <summary>
/// Classifier-free guidance (Ho, Salimans 2021): the denoiser of a conditioned lane becomes w D(x; c) + (1 - w) D(x). It replaces the denoiser before any term sees it, and its
/// second evaluation is a lane of its own.
/// </summary>
/// <param name="Weight">w; 1 is the conditioned denoiser alone, 0 the other alone.</param>
/// <param name="Interval">Noise levels at which w counts; 1 elsewhere.</param>
/// <param name="OfCodes">Whether the condition is the row's latent codes (Xu et al. 2024, "DisCo-Diff", section 3.1), and not its class.</param>
public sealed record ConditionContrast(double Weight, NoiseInterval Interval, bool OfCodes = false)
{
    /// <summary>w at a noise level.</summary>
    /// <param name="noiseLevel">Noise level sigma.</param>
    /// <returns>w.</returns>
    public double WeightAt(double noiseLevel) => Interval.Contains(noiseLevel) ? Weight : 1;

    /// <summary>Lanes that one lane becomes.</summary>
    internal static int Lanes(ConditionContrast? contrast, double noiseLevel) => contrast?.WeightAt(noiseLevel) is { } w and not (0 or 1) ? 2 : 1;
}
