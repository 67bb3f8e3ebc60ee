using GenPhys.Contracts;
using GenPhys.Inference.Models.Manifest;

namespace GenPhys.Inference.Models.Repository;

/// <summary>One version of one name, as the repository has it in memory.</summary>
internal sealed record ModelVersion(int Version)
{
    public ModelState State { get; init; } = ModelState.Unloaded;

    public ModelManifest? Manifest { get; init; }

    public string? Error { get; init; }

    /// <summary>What serves new requests; null unless the state is ready.</summary>
    public LoadedModel? Loaded { get; init; }

    /// <summary>What is finishing its last requests; null unless the state is unloading.</summary>
    public LoadedModel? Leaving { get; init; }

    /// <summary>Whether it was loaded by its number, and so stays until it is unloaded by its number or with the whole name.</summary>
    public bool AskedFor { get; init; }
}
