using GenPhys.Contracts;
using GenPhys.Contracts.Validation;
using GenPhys.Inference.Guidance.Classifiers;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Inference.Preconditioning;

namespace GenPhys.Inference.Guidance;

/// <summary>What the terms of a request are made from.</summary>
/// <param name="Manifest">The model's manifest.</param>
/// <param name="Classifiers">The model's stack of classifiers, in order.</param>
/// <param name="Adaptive">Whether the sampler chooses its own steps.</param>
/// <param name="At">Where the term stands in the request.</param>
public sealed record GuidanceContext(ModelManifest Manifest, IReadOnlyList<Classifier> Classifiers, bool Adaptive, JsonPointer At)
{
    /// <summary>What else the artifact brings for terms.</summary>
    public GuidanceParts Parts { get; init; } = GuidanceParts.None;

    /// <summary>Rows of the request, 1 or more.</summary>
    public int Rows { get; init; } = 1;

    /// <summary>What a constraint may hold.</summary>
    public ConstraintLimits Limits { get; init; } = new();

    /// <summary>Coordinates of a sample.</summary>
    public int Dimension => Manifest.Dimension();

    /// <summary>sigma_d of the model's preconditioning; null where the artifact tells none.</summary>
    public double? SigmaData => (Manifest.Preconditioning as EdmPreconditioner)?.SigmaData;

    /// <summary>The levels of a specification.</summary>
    /// <param name="spec">The specification, checked.</param>
    /// <returns>Its interval, or every level.</returns>
    public static NoiseInterval Interval(GuidanceSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return spec.Interval is [var low, var high] ? new NoiseInterval(low, high) : NoiseInterval.All;
    }

    /// <summary>The error of a value that this model cannot take.</summary>
    /// <param name="member">Member of the term.</param>
    /// <param name="detail">What is wrong, and what would work.</param>
    /// <returns>The error.</returns>
    public GenPhysException Invalid(string member, string detail) => new(ErrorCode.Validation, detail, At[member].ToString());

    /// <summary>The error of a member that this model or sampler cannot be combined with.</summary>
    /// <param name="member">Member of the term.</param>
    /// <param name="detail">What is wrong, and what would work.</param>
    /// <returns>The error.</returns>
    public GenPhysException Unsupported(string member, string detail) =>
        new(ErrorCode.UnsupportedCombination, detail, At[member].ToString());
}
