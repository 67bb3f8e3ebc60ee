namespace GenPhys.Inference.Codes;

/// <summary>The latent codes of a model: their law, and what a request that leaves members out gets.</summary>
/// <param name="Prior">The law.</param>
/// <param name="Temperature">Temperature at which it is drawn from, above 0.</param>
/// <param name="Weight">w of w D(x; z) + (1 - w) D(x); 1 is the denoiser with codes alone.</param>
/// <param name="HasNull">Whether the denoiser knows "no code at all".</param>
public sealed record LatentCodes(CodePrior Prior, double Temperature, double Weight, bool HasNull)
{
    /// <summary>Size of the codebook of each slot, <c>[slots]</c>.</summary>
    public IReadOnlyList<int> Sizes => Prior.Sizes;
}
