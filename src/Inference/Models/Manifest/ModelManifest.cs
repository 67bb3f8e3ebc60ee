using System.Text.Json;
using GenPhys.Contracts;
using GenPhys.Inference.Preconditioning;

namespace GenPhys.Inference.Models.Manifest;

/// <summary>
/// The <c>model.json</c> of an artifact: everything that is needed to run a model, beside the files of arrays that it
/// names with their hashes. Training targets are provenance only; a sampler need not know them.
/// </summary>
public sealed record ModelManifest
{
    /// <summary>The schema version that this service reads and writes.</summary>
    public const int CurrentSchema = 1;

    /// <summary>Schema version; 1.</summary>
    public required int Schema { get; init; }

    /// <summary>Name of the model; the folder's name where absent.</summary>
    public string? Name { get; init; }

    /// <summary>Version of the model, 1 or more; the folder's name where absent.</summary>
    public int? Version { get; init; }

    /// <summary>A sentence for people.</summary>
    public string? Description { get; init; }

    /// <summary>Shape of one sample; every extent 1 or more.</summary>
    public required int[] Shape { get; init; }

    /// <summary>Names and units of the coordinates, <c>[dim]</c> where present.</summary>
    public IReadOnlyList<ColumnSpec>? Columns { get; init; }

    /// <summary>The generative process.</summary>
    public required ProcessSpec Process { get; init; }

    /// <summary>How data units map to the units that the field works in; identity where absent.</summary>
    public NormalisationSpec? Normalisation { get; init; }

    /// <summary>How the raw network becomes a denoiser; needed by fields that are networks.</summary>
    public Preconditioner? Preconditioning { get; init; }

    /// <summary>Where the denoiser comes from.</summary>
    public required FieldSpec Field { get; init; }

    /// <summary>What a request that leaves members out gets.</summary>
    public DefaultsSpec? Defaults { get; init; }

    /// <summary>Ordered stack of classifiers, which requests apply from the first on (<c>classifiers</c>), at most 16.</summary>
    public IReadOnlyList<ClassifierSpec>? Guidance { get; init; }

    /// <summary>A feature extractor, which terms that compare features use.</summary>
    public ExtractorSpec? Features { get; init; }

    /// <summary>The joint potential of particle guidance.</summary>
    public PotentialSpec? Potential { get; init; }

    /// <summary>Statistics by which low-density guidance measures how rare a sample is.</summary>
    public HardnessSpec? Hardness { get; init; }

    /// <summary>Latent codes and their prior.</summary>
    public LatentSpec? Latents { get; init; }

    /// <summary>Condition of the model.</summary>
    public JsonElement? Condition { get; init; }

    /// <summary>Where the model comes from.</summary>
    public TrainingSpec? Training { get; init; }

    /// <summary>Coordinates of one sample: the product of <see cref="Shape"/>.</summary>
    /// <returns>The number of coordinates.</returns>
    public int Dimension() => Shape.Aggregate(1, (product, extent) => checked(product * extent));
}

/// <summary>One coordinate of a sample.</summary>
public sealed record ColumnSpec
{
    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Unit; none where absent.</summary>
    public string? Unit { get; init; }
}

/// <summary>data = mean + scale * normalised, per coordinate.</summary>
public sealed record NormalisationSpec
{
    /// <summary>Means in data units, <c>[dim]</c>.</summary>
    public required double[] Mean { get; init; }

    /// <summary>Scales, above 0, <c>[dim]</c>.</summary>
    public required double[] Scale { get; init; }
}

/// <summary>What a request that leaves members out gets.</summary>
public sealed record DefaultsSpec
{
    /// <summary>Default sampler.</summary>
    public SamplerSpec? Sampler { get; init; }
}

/// <summary>Where a trained model comes from.</summary>
public sealed record TrainingSpec
{
    /// <summary>Name of the recipe.</summary>
    public required string Recipe { get; init; }

    /// <summary>SHA-256 of the recipe's text.</summary>
    public string? RecipeHash { get; init; }

    /// <summary>Seed of the training.</summary>
    public required long Seed { get; init; }

    /// <summary>SHA-256 of the training data.</summary>
    public required string DataHash { get; init; }

    /// <summary>Optimiser steps.</summary>
    public required int Steps { get; init; }

    /// <summary>Decay of the weights' moving average; none where absent.</summary>
    public double? Ema { get; init; }

    /// <summary>Regression target, such as <c>dsm</c> or <c>stf</c>.</summary>
    public required string Target { get; init; }

    /// <summary>Reference batch of the Stable Target Field; absent for other targets.</summary>
    public int? ReferenceBatch { get; init; }

    /// <summary>Measured quality by name.</summary>
    public IReadOnlyDictionary<string, double>? Metrics { get; init; }
}
