using System.Text.Json.Serialization;
using GenPhys.Contracts;
using GenPhys.Inference.Guidance.Classifiers;
using GenPhys.Inference.Networks;

namespace GenPhys.Inference.Models.Manifest;

/// <summary>A classifier of the artifact's guidance stack. A new kind is one file beside this one and one line here.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(NetworkClassifierSpec), "network")]
[JsonDerivedType(typeof(RegionClassifierSpec), "region")]
public abstract record ClassifierSpec
{
    /// <summary>Name of the kind, as in the manifest.</summary>
    [JsonIgnore]
    public abstract string Kind { get; }

    /// <summary>Number added to the logit, -100 to 100: logit(alpha) for a classifier that was trained on balanced classes; 0 where absent.</summary>
    public double? PriorShift { get; init; }

    /// <summary>Builds the classifier; called on the device thread.</summary>
    /// <param name="manifest">The manifest that this is part of.</param>
    /// <param name="files">The artifact's files.</param>
    /// <param name="networks">Device, threads and evaluator of networks; defaults where null.</param>
    /// <param name="pointer">JSON pointer of this specification, for errors.</param>
    /// <returns>The classifier.</returns>
    /// <exception cref="GenPhysException">The artifact is invalid.</exception>
    public abstract Classifier Build(ModelManifest manifest, ArtifactFiles files, NetworkOptions? networks, string pointer);

    /// <summary>The error of an artifact.</summary>
    /// <param name="detail">What is wrong.</param>
    /// <param name="pointer">Where.</param>
    /// <returns>The error.</returns>
    protected static GenPhysException Invalid(string detail, string pointer) => new(ErrorCode.ArtifactInvalid, detail, pointer);
}
