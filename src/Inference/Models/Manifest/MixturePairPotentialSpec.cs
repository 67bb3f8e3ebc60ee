using GenPhys.Inference.Guidance.Particles;
using GenPhys.Inference.Networks;

namespace GenPhys.Inference.Models.Manifest;

/// <summary>The exact potential of pairs with Phi_0 = 1 - exp(-d^2 / bandwidth), for a field that is a Gaussian mixture.</summary>
public sealed record MixturePairPotentialSpec : PotentialSpec
{
    /// <summary>Squared distance within which pairs are rare, above 0, in squared normalised units.</summary>
    public required double Bandwidth { get; init; }

    /// <inheritdoc/>
    public override Potential Build(ModelManifest manifest, ArtifactFiles files, NetworkOptions? networks)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        if (!(double.IsFinite(Bandwidth) && Bandwidth > 0))
        {
            throw PartNetwork.Invalid("bandwidth must be finite and above 0.", "/potential/bandwidth");
        }

        return manifest.Field is GaussianMixtureFieldSpec mixture
            ? new MixturePairPotential(Bandwidth, mixture.Weights, mixture.Means, mixture.StandardDeviations)
            : throw PartNetwork.Invalid("The potential mixturePair needs a field that is a gaussianMixture.", "/potential/kind");
    }
}
