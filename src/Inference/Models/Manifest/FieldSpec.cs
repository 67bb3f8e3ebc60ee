using System.Text.Json.Serialization;
using GenPhys.Inference.Fields;
using GenPhys.Inference.Networks;

namespace GenPhys.Inference.Models.Manifest;

/// <summary>Where a model's denoiser comes from. A new kind of field is one file beside this one and one line here.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(GaussianMixtureFieldSpec), "gaussianMixture")]
[JsonDerivedType(typeof(EmpiricalFieldSpec), "empirical")]
[JsonDerivedType(typeof(NetworkFieldSpec), "network")]
[JsonDerivedType(typeof(BridgedNetworkFieldSpec), "bridgedNetwork")]
[JsonDerivedType(typeof(CodedNetworkFieldSpec), "codedNetwork")]
public abstract record FieldSpec
{
    /// <summary>Name of the kind, as in the manifest.</summary>
    [JsonIgnore]
    public abstract string Kind { get; }

    /// <summary>Builds the field and warms it up; called on the device thread.</summary>
    /// <param name="manifest">The manifest that this is part of.</param>
    /// <param name="files">The artifact's files.</param>
    /// <param name="networks">Device, threads and evaluator of fields that are networks; defaults where null.</param>
    /// <returns>The field.</returns>
    /// <exception cref="GenPhys.Contracts.GenPhysException">The artifact is invalid.</exception>
    public abstract BuiltField Build(ModelManifest manifest, ArtifactFiles files, NetworkOptions? networks = null);
}

/// <summary>A field that is ready to run.</summary>
/// <param name="Field">The field.</param>
/// <param name="LanePrice">Price of one value lane: about a million floating-point operations are 1.</param>
/// <param name="Description">How it runs, in a few words, for logs.</param>
public sealed record BuiltField(IField Field, double LanePrice, string Description);
