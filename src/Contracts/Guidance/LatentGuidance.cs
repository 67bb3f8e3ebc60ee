using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>
/// Weighs the rows' latent codes against their absence: the denoiser becomes w D(x; z) + (1 - w) D(x) with w = weight (Xu et al. 2024, "DisCo-Diff", section 3.1). w = 1 is the
/// denoiser with codes alone and costs one evaluation, w = 0 the one without, any other number two. A scale gamma counted from there is w - 1.
/// </summary>
public sealed record LatentGuidance : GuidanceSpec
{
    internal override void Check(Violations found, JsonPointer at, SampleLimits limits)
    {
        base.Check(found, at, limits);
        if (Clip is not null)
        {
            found.Add(ErrorCode.Validation, at["clip"], "clip does not belong to latent, which replaces the denoiser; leave it out.");
        }
    }
}
