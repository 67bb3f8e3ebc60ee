using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>
/// The model's own stack of classifiers of validity, each conditioned on the noise level: their gradients add up
/// (Naderiparizi et al. 2024, "Don't be so negative", eq. 10).
/// </summary>
public sealed record ClassifierGuidance : GuidanceSpec
{
    /// <summary>How many of the K classifiers to apply, from the first, 0 to K; all by default.</summary>
    public int? Count { get; init; }

    /// <summary>
    /// Number added to every classifier's logit, -100 to 100; 0 by default. A classifier that was trained on balanced classes gets logit(alpha), with alpha
    /// the share of valid samples, to be right for the model's own prior.
    /// </summary>
    public double? PriorShift { get; init; }

    internal override void Check(Violations found, JsonPointer at, SampleLimits limits)
    {
        base.Check(found, at, limits);
        found.AtLeast(Count, 0, at["count"]);
        found.AtLeast(PriorShift, -100, at["priorShift"]);
        found.AtMost(PriorShift, 100, at["priorShift"]);
    }
}
