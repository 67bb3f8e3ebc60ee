using GenPhys.Contracts;
using GenPhys.Training.Recipes;

namespace GenPhys.Training.LowDensity;

/// <summary>
/// How a model gets what low-density guidance needs (Sehwag et al. 2022): a feature extractor that knows noise, and Gaussians of its features by noise level, of
/// the classes and of real and synthetic samples.
/// </summary>
public sealed record LowDensityRecipe : PartRecipe
{
    /// <summary>Name of the model that gets the statistics, in the repository that the result goes to; it may or may not take the classes as a condition.</summary>
    public required string Base { get; init; }

    /// <summary>k, features, 1 to 256 (default 8); a tenth of the rarest class's points at most is wise.</summary>
    public int Features { get; init; } = 8;

    /// <summary>Noise levels at which Gaussians are fitted, beside clean samples.</summary>
    public LevelGrid Levels { get; init; } = new();

    /// <summary>lambda in Sigma = cov + lambda tr(cov) / k I, 0 to 1 (default 0.05).</summary>
    public double Shrinkage { get; init; } = 0.05;

    /// <summary>How the model's own samples are drawn, for the Gaussians of synthetic samples and for what is measured.</summary>
    public required SamplerSpec Sampler { get; init; }

    /// <summary>Settings whose rarity is measured, by the name that begins their metrics; none by default.</summary>
    public IReadOnlyDictionary<string, LowDensitySetting> Measure { get; init; } = new Dictionary<string, LowDensitySetting>();

    /// <summary>Samples per setting, 100 to 10^6 (default 6,000).</summary>
    public int MeasureSamples { get; init; } = 6000;

    /// <inheritdoc/>
    protected override IEnumerable<(string Member, string Problem)> OwnProblems()
    {
        if (Base == Name)
        {
            yield return ("name", $"is '{Name}', must differ from base");
        }

        if (Data.ClassCount == 0)
        {
            yield return ("data", "has no classes, which the extractor is trained on");
        }

        if (Features is < 1 or > 256)
        {
            yield return ("features", $"is {Features}, must lie in 1 .. 256");
        }

        if (Shrinkage is not (>= 0 and <= 1))
        {
            yield return ("shrinkage", $"is {Shrinkage}, must lie in 0 .. 1");
        }

        if (MeasureSamples is < 100 or > 1_000_000)
        {
            yield return ("measureSamples", $"is {MeasureSamples}, must lie in 100 .. 10^6");
        }

        foreach (var problem in RecipeRules.Under("levels", Levels.Problems()))
        {
            yield return problem;
        }
    }
}

/// <summary>Noise levels, log-spaced with both ends.</summary>
public sealed record LevelGrid
{
    /// <summary>Levels, 2 to 256 (default 24).</summary>
    public int Count { get; init; } = 24;

    /// <summary>The lowest, above 0 (default 0.02).</summary>
    public double Low { get; init; } = 0.02;

    /// <summary>The highest (default 40).</summary>
    public double High { get; init; } = 40;

    /// <summary>The levels, rising.</summary>
    public IEnumerable<double> All() => Enumerable.Range(0, Count).Select(i => Low * Math.Pow(High / Low, (double)i / (Count - 1)));

    /// <summary>What is wrong with the members: their JSON names and what would be right; empty if nothing is.</summary>
    public IEnumerable<(string Member, string Problem)> Problems()
    {
        if (Count is < 2 or > 256)
        {
            yield return ("count", $"is {Count}, must lie in 2 .. 256");
        }

        if (!(Low > 0 && Low < High && double.IsFinite(High)))
        {
            yield return ("low", $"is {Low}, must lie between 0 and high ({High})");
        }
    }
}

/// <summary>The lengths of both forces, and what the first one ascends.</summary>
public sealed record LowDensitySetting
{
    /// <summary>Length of the force to rare samples.</summary>
    public double Alpha { get; init; }

    /// <summary>Length of the force to real samples.</summary>
    public double Beta { get; init; }

    /// <summary>What the first force ascends (default the hardness under the own class).</summary>
    public LowDensityObjective Objective { get; init; } = LowDensityObjective.Plain;
}
