using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>
/// Weighs the request's condition against its absence: the denoiser becomes w D(x; c) + (1 - w) D(x) with w = weight (Ho, Salimans 2021, "Classifier-free diffusion
/// guidance"). w = 1 is plain conditional sampling and costs one evaluation, w = 0 unconditional sampling, any other number two.
/// </summary>
public sealed record ClassifierFreeGuidance : GuidanceSpec
{
    internal override void Check(Violations found, JsonPointer at, SampleLimits limits)
    {
        base.Check(found, at, limits);
        if (Clip is not null)
        {
            found.Add(ErrorCode.Validation, at["clip"], "clip does not belong to classifierFree, which replaces the denoiser; leave it out.");
        }
    }
}
