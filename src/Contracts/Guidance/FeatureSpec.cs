using System.Text.Json.Serialization;
using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>Features of a sample in closed form, in data units.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(LinearFeatures), "linear")]
[JsonDerivedType(typeof(RadiusFeature), "radius")]
public abstract record FeatureSpec
{
    /// <summary>Adds what is wrong with the values.</summary>
    internal abstract void Check(Violations found, JsonPointer at);
}
