using GenPhys.Inference.Guidance.Features;
using GenPhys.Inference.Guidance.LowDensity;
using GenPhys.Inference.Guidance.Particles;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Inference.Networks;

namespace GenPhys.Inference.Guidance;

/// <summary>What an artifact brings for guidance, beside its stack of classifiers. All of it belongs to the device thread.</summary>
public sealed record GuidanceParts : IDisposable
{
    /// <summary>Nothing.</summary>
    public static GuidanceParts None { get; } = new();

    /// <summary>The feature extractor.</summary>
    public FeatureMap? Features { get; init; }

    /// <summary>The joint potential of particle guidance.</summary>
    public Potential? Potential { get; init; }

    /// <summary>The Gaussians by which low-density guidance measures hardness.</summary>
    public HardnessModel? Hardness { get; init; }

    /// <summary>Whether they are of extracted features, and not of the samples themselves.</summary>
    public bool HardnessOfFeatures { get; init; }

    /// <summary>Builds what a manifest names; called on the device thread.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="files">The artifact's files.</param>
    /// <param name="networks">Device, threads and evaluator of networks; defaults where null.</param>
    /// <returns>The parts.</returns>
    /// <exception cref="GenPhys.Contracts.GenPhysException">The artifact is invalid.</exception>
    public static GuidanceParts Build(ModelManifest manifest, ArtifactFiles files, NetworkOptions? networks)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        var parts = None;
        try
        {
            parts = parts with { Hardness = manifest.Hardness?.Build(manifest), HardnessOfFeatures = manifest.Hardness?.OfFeatures ?? false };
            parts = parts with { Features = manifest.Features?.Build(manifest, files, networks) };
            return parts with { Potential = manifest.Potential?.Build(manifest, files, networks) };
        }
        catch
        {
            parts.Dispose();
            throw;
        }
    }

    /// <summary>Releases what the parts hold on the device; called on its thread.</summary>
    public void Dispose()
    {
        Features?.Dispose();
        Potential?.Dispose();
    }
}
