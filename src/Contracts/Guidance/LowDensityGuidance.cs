using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>
/// Draws rare samples of good quality (Sehwag et al. 2022, "Generating high fidelity data from low-density regions using diffusion models"): one force of
/// length alpha towards hardness, the negative log-density of features under Gaussians of the classes, and one of length beta towards real
/// samples and away from synthetic ones (eqs. 4, 6 and 7). Neither acts on the step to noise level 0. The statistics come with the artifact.
/// </summary>
public sealed record LowDensityGuidance : GuidanceSpec
{
    /// <summary>Length of the force towards hardness; 1 by default. With <see cref="LowDensityNorm.L2"/> samples move by about 2 alpha.</summary>
    public double? Alpha { get; init; }

    /// <summary>Length of the force towards real samples; 0 by default.</summary>
    public double? Beta { get; init; }

    /// <summary>The sample's own class, from 0; 0 by default where there is only one.</summary>
    public int? Label { get; init; }

    /// <summary>Temperature tau of the contrast, above 0; 1 by default.</summary>
    public double? Temperature { get; init; }

    /// <summary>What gradients are divided by; <see cref="LowDensityNorm.L2"/> by default.</summary>
    public LowDensityNorm? Norm { get; init; }

    /// <summary>What is ascended; <see cref="LowDensityObjective.Contrastive"/> by default.</summary>
    public LowDensityObjective? Objective { get; init; }

    /// <summary>Where features are taken; <see cref="LowDensityFeatures.NoisyFeatures"/> where the artifact brings an extractor, else analytic.</summary>
    public LowDensityFeatures? Features { get; init; }

    internal override void Check(Violations found, JsonPointer at, SampleLimits limits)
    {
        base.Check(found, at, limits);
        found.AtLeast(Alpha, double.MinValue, at["alpha"]);
        found.AtLeast(Beta, double.MinValue, at["beta"]);
        found.AtLeast(Label, 0, at["label"]);
        found.Above(Temperature, 0, at["temperature"]);
    }
}
