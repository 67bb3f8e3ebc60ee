using static TorchSharp.torch;

namespace GenPhys.Training.Potentials;

/// <summary>The factors gamma under which a joint potential keeps the law of a single sample (Corso et al. 2024, eq. 7 and A.53).</summary>
internal static class MarginalPreserving
{
    /// <summary>A loss whose gradient in ln gamma is that of A.53 with C = 1: 2 / gamma^2 (Phi_0 prod gamma - 1) / n for every sample, as a mean over the sets.</summary>
    /// <param name="logGamma">ln gamma, <c>[sets, n]</c>, with a gradient.</param>
    /// <param name="phi">Phi_0 of the sets, <c>[sets]</c>.</param>
    /// <param name="clip">Longest gradient of one sample, before the mean.</param>
    /// <returns>A scalar with a gradient.</returns>
    public static Tensor FactorLoss(Tensor logGamma, Tensor phi, double clip)
    {
        using var scope = NewDisposeScope();
        var factors = logGamma.detach();
        var weight = (2 * (-2 * factors).exp() * (WithFactors(phi, factors) - 1).unsqueeze(1)).clamp(-clip, clip);
        return (weight * logGamma).mean().MoveToOuterDisposeScope();
    }

    /// <summary>Phi_0 prod gamma, whose mean over the other samples of a set is 1 for every sample once gamma is right.</summary>
    /// <param name="phi">Phi_0 of the sets, <c>[sets]</c>.</param>
    /// <param name="logGamma">ln gamma, <c>[sets, n]</c>.</param>
    /// <returns><c>[sets]</c>, in the dtype of <paramref name="phi"/>.</returns>
    public static Tensor WithFactors(Tensor phi, Tensor logGamma) => phi * logGamma.sum(1).exp().to(phi.dtype);
}
