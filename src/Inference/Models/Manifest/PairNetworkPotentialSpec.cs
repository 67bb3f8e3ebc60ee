using GenPhys.Inference.Guidance.Particles;
using GenPhys.Inference.Networks;

namespace GenPhys.Inference.Models.Manifest;

/// <summary>
/// A trained potential of pairs: a network with one output at their difference or at both samples, over sqrt(dataScale^2 + sigma^2), and at ln(sigma) / 4.
/// </summary>
public sealed record PairNetworkPotentialSpec : PotentialSpec
{
    /// <summary>The network's kind and sizes.</summary>
    public required Architecture Architecture { get; init; }

    /// <summary>The weights, a safetensors file.</summary>
    public required FileReference Weights { get; init; }

    /// <summary>What the network reads of a pair; its difference by default.</summary>
    public PairForm Form { get; init; }

    /// <summary>Scale of the data's differences, above 0; default 1.</summary>
    public double DataScale { get; init; } = 1;

    /// <inheritdoc/>
    public override Potential Build(ModelManifest manifest, ArtifactFiles files, NetworkOptions? networks)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(files);
        if (!(double.IsFinite(DataScale) && DataScale > 0))
        {
            throw PartNetwork.Invalid("dataScale must be finite and above 0.", "/potential/dataScale");
        }

        // Each of the n - 1 pairs of a sample is shared by two, and evaluated at both signs, forth and back.
        var inputs = Inputs(Form, manifest.Dimension());
        return new PairNetworkPotential(
            PartNetwork.Build(Architecture, Weights, inputs, 1, files, networks, "/potential"), Form, DataScale, 3 * Architecture.MegaFlopsPerRow(inputs, 1));
    }

    /// <summary>Numbers that the network reads of a pair.</summary>
    /// <param name="form">What it reads.</param>
    /// <param name="dimension">Coordinates of a sample.</param>
    /// <returns>One per coordinate, or two.</returns>
    public static int Inputs(PairForm form, int dimension) => form == PairForm.Difference ? dimension : 2 * dimension;
}
