using System.Text.Json.Serialization;
using GenPhys.Inference.Guidance.Particles;
using GenPhys.Inference.Networks;

namespace GenPhys.Inference.Models.Manifest;

/// <summary>The joint potential that a model brings for particle guidance. A new kind is one file beside this one and one line here.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(MixturePairPotentialSpec), "mixturePair")]
[JsonDerivedType(typeof(PairNetworkPotentialSpec), "pairNetwork")]
public abstract record PotentialSpec
{
    /// <summary>Builds the potential; called on the device thread.</summary>
    /// <param name="manifest">The manifest that this is part of.</param>
    /// <param name="files">The artifact's files.</param>
    /// <param name="networks">Device, threads and evaluator; defaults where null.</param>
    /// <returns>The potential.</returns>
    /// <exception cref="GenPhys.Contracts.GenPhysException">The artifact is invalid.</exception>
    public abstract Potential Build(ModelManifest manifest, ArtifactFiles files, NetworkOptions? networks);
}
