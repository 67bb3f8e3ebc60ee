using GenPhys.Inference.Guidance.LowDensity;

namespace GenPhys.Inference.Models.Manifest;

/// <summary>Statistics by which low-density guidance measures how rare a sample is.</summary>
public sealed record HardnessSpec
{
    /// <summary>Whether they are of the artifact's extracted features, and not of the samples themselves.</summary>
    public bool OfFeatures { get; init; }

    /// <summary>By noise level, rising; the first is of clean samples, at noise level 0.</summary>
    public required IReadOnlyList<HardnessLevelSpec> Levels { get; init; }

    internal HardnessModel Build(ModelManifest manifest)
    {
        if (OfFeatures && manifest.Features is null)
        {
            throw PartNetwork.Invalid("Hardness of features needs a feature extractor.", "/hardness/ofFeatures");
        }

        if (Levels.Count == 0 || Levels[0].Sigma != 0 || Levels.Zip(Levels.Skip(1)).Any(pair => !(pair.First.Sigma < pair.Second.Sigma)))
        {
            throw PartNetwork.Invalid("Levels must rise from sigma 0.", "/hardness/levels");
        }

        var dimension = OfFeatures ? manifest.Features!.Outputs : manifest.Dimension();
        return new HardnessModel([.. Levels.Select((level, i) => level.Build(dimension, Levels[0].Classes.Count, $"/hardness/levels/{i}"))]);
    }
}

/// <summary>Statistics at one noise level.</summary>
public sealed record HardnessLevelSpec
{
    /// <summary>Noise level; 0 for clean samples.</summary>
    public double Sigma { get; init; }

    /// <summary>Of the classes, 1 or more; the same number at every level.</summary>
    public required IReadOnlyList<GaussianSpec> Classes { get; init; }

    /// <summary>Of real samples; together with those of synthetic ones.</summary>
    public GaussianSpec? Real { get; init; }

    /// <summary>Of samples of the unguided model.</summary>
    public GaussianSpec? Synthetic { get; init; }

    internal HardnessLevel Build(int dimension, int classes, string pointer) => Classes.Count == classes && classes > 0
        ? new HardnessLevel(
            Sigma,
            [.. Classes.Select((gaussian, i) => gaussian.Build(dimension, $"{pointer}/classes/{i}"))],
            Real?.Build(dimension, pointer + "/real"),
            Synthetic?.Build(dimension, pointer + "/synthetic"))
        : throw PartNetwork.Invalid("Every level needs the same classes, one or more.", pointer + "/classes");
}
