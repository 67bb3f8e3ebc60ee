using GenPhys.Inference.Guidance.Features;
using GenPhys.Inference.Networks;

namespace GenPhys.Inference.Models.Manifest;

/// <summary>A trained feature extractor f((x - mean) / scale / sqrt(1 + sigma^2); ln(sigma) / 4).</summary>
public sealed record ExtractorSpec
{
    /// <summary>The network's kind and sizes.</summary>
    public required Architecture Architecture { get; init; }

    /// <summary>Features, 1 to 4096.</summary>
    public required int Outputs { get; init; }

    /// <summary>The weights, a safetensors file.</summary>
    public required FileReference Weights { get; init; }

    /// <summary>Mean of the inputs, <c>[dim]</c>; 0 where absent.</summary>
    public double[]? Mean { get; init; }

    /// <summary>Scale of the inputs, above 0, <c>[dim]</c>; 1 where absent.</summary>
    public double[]? Scale { get; init; }

    /// <summary>Builds the extractor; called on the device thread.</summary>
    /// <param name="manifest">The manifest that this is part of.</param>
    /// <param name="files">The artifact's files.</param>
    /// <param name="networks">Device, threads and evaluator; defaults where null.</param>
    /// <returns>The extractor.</returns>
    /// <exception cref="GenPhys.Contracts.GenPhysException">The artifact is invalid.</exception>
    public FeatureMap Build(ModelManifest manifest, ArtifactFiles files, NetworkOptions? networks)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(files);
        var dimension = manifest.Dimension();
        if (Outputs is < 1 or > 4096)
        {
            throw PartNetwork.Invalid("outputs must be from 1 to 4096.", "/features/outputs");
        }

        if (Mean is not null && (Mean.Length != dimension || !Mean.All(double.IsFinite)))
        {
            throw PartNetwork.Invalid($"{dimension} finite means are needed.", "/features/mean");
        }

        if (Scale is not null && (Scale.Length != dimension || !Scale.All(s => double.IsFinite(s) && s > 0)))
        {
            throw PartNetwork.Invalid($"{dimension} finite scales above 0 are needed.", "/features/scale");
        }

        // A forward pass, and the one that keeps what the backward pass needs.
        var cost = 4 * Architecture.MegaFlopsPerRow(dimension, Outputs);
        return new NetworkFeatureMap(PartNetwork.Build(Architecture, Weights, dimension, Outputs, files, networks, "/features"), Mean, Scale, cost);
    }
}
