namespace GenPhys.Contracts;

/// <summary>What the repository says of a model.</summary>
public sealed record ModelInfo
{
    /// <summary>The name in the repository, and in the address of its endpoints.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// The version that was asked for; without one, the version that requests get which ask for none, or that a load would take; from 1.
    /// </summary>
    public required int Version { get; init; }

    /// <summary>The versions in the repository, ascending; the last one is what a load takes, unless the service's configuration names another.</summary>
    public IReadOnlyList<int> Versions { get; init; } = [];

    /// <summary>The versions that are in memory and take requests, ascending; each is addressed as <c>name@version</c>.</summary>
    public IReadOnlyList<int> LoadedVersions { get; init; } = [];

    /// <summary>Where this version is in its life.</summary>
    public required ModelState State { get; init; }

    /// <summary>Shape of one sample, such as <c>[2]</c>; empty when the artifact cannot be read.</summary>
    public IReadOnlyList<int> Shape { get; init; } = [];

    /// <summary>The forward process; absent when the artifact cannot be read.</summary>
    public ProcessInfo? Process { get; init; }

    /// <summary>Kind of the field: <c>network</c>, <c>gaussianMixture</c>, ...</summary>
    public string? Field { get; init; }

    /// <summary>Size of the codebook of each latent code, in the order of the codes; absent for a model without any.</summary>
    public IReadOnlyList<int>? CodeSizes { get; init; }

    /// <summary>The sampler that a request without one gets.</summary>
    public SamplerSpec? DefaultSampler { get; init; }

    /// <summary>Kinds of the samplers that this model runs.</summary>
    public IReadOnlyList<string>? Samplers { get; init; }

    /// <summary>What training measured on held-out data, by name.</summary>
    public IReadOnlyDictionary<string, double>? Metrics { get; init; }

    /// <summary>Why the model could not be loaded, in the state <c>failed</c>.</summary>
    public string? Error { get; init; }
}
