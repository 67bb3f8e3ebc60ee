using System.Text.Json.Serialization;
using GenPhys.Training.Recipes;

namespace GenPhys.Training.Datasets;

/// <summary>Where a recipe's points come from: the member <c>data</c>, told apart by <c>kind</c>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(CheckerboardData), "checkerboard")]
[JsonDerivedType(typeof(EightModesData), "eightModes")]
[JsonDerivedType(typeof(GaussianMixtureData), "gaussianMixture")]
[JsonDerivedType(typeof(LongTailData), "longTail")]
[JsonDerivedType(typeof(MoonsData), "moons")]
[JsonDerivedType(typeof(NpyData), "npy")]
[JsonDerivedType(typeof(RingsData), "rings")]
[JsonDerivedType(typeof(SwissRollData), "swissRoll")]
[JsonDerivedType(typeof(TrafficData), "traffic")]
[JsonDerivedType(typeof(TrianglesData), "triangles")]
[JsonDerivedType(typeof(TruncatedNormalData), "truncatedNormal")]
[JsonDerivedType(typeof(WatermarkData), "watermark")]
public abstract record DataSource
{
    /// <summary>Names the data set itself, apart from the seed of the training run (default 0).</summary>
    public long Seed { get; init; }

    /// <summary>Classes of the points, which may condition a model; 0 for points without classes.</summary>
    [JsonIgnore]
    public virtual int ClassCount => 0;

    /// <summary>Shape of a point, for the model's manifest.</summary>
    /// <param name="dimension">Its coordinates.</param>
    /// <returns>Extents whose product is <paramref name="dimension"/>.</returns>
    public virtual int[] Shape(int dimension) => [dimension];

    /// <summary>The oracle of the allowed set, boundary included; null where the data set has none.</summary>
    public virtual Func<ReadOnlySpan<double>, bool>? Oracle() => null;

    /// <summary>What is wrong with the members: their JSON names and what would be right; empty if nothing is.</summary>
    public virtual IEnumerable<(string Member, string Problem)> Problems()
    {
        if (Seed is < 0 or >= 1L << 53)
        {
            yield return ("seed", $"is {Seed}, must lie in 0 .. 2^53 - 1");
        }
    }

    /// <summary>Makes or reads the points; equal members give equal bits on every machine.</summary>
    /// <param name="folder">The folder that relative file names start from.</param>
    /// <exception cref="RecipeException">The source holds no usable points.</exception>
    public abstract DataSplit Load(string folder);
}
