using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>The feature |x - c|, the same for all rotations of a sample around c.</summary>
public sealed record RadiusFeature : FeatureSpec
{
    /// <summary>c, <c>[dim]</c>; the origin by default.</summary>
    public double[]? Center { get; init; }

    internal override void Check(Violations found, JsonPointer at)
    {
        if (Center is not null)
        {
            found.Finite(Center, at["center"]);
        }
    }
}
