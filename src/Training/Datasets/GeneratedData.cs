using System.Text.Json.Serialization;
using GenPhys.Inference.Random;

namespace GenPhys.Training.Datasets;

/// <summary>A data set that is drawn from a law: point i has noise of its own, so a smaller set is the start of a larger one.</summary>
public abstract record GeneratedData : DataSource
{
    private const int MostPoints = 10_000_000;

    /// <summary>Training points, 2 to 10^7 (default 1,000).</summary>
    public int Count { get; init; } = 1000;

    /// <summary>Held-out points of the same law, 1 to 10^7 (default 2,000).</summary>
    public int HeldOut { get; init; } = 2000;

    /// <summary>Coordinates per point.</summary>
    [JsonIgnore]
    public virtual int Dimension => 2;

    /// <inheritdoc/>
    public override IEnumerable<(string Member, string Problem)> Problems()
    {
        foreach (var problem in base.Problems())
        {
            yield return problem;
        }

        if (Count is < 2 or > MostPoints)
        {
            yield return ("count", $"is {Count}, must lie in 2 .. {MostPoints}");
        }

        if (HeldOut is < 1 or > MostPoints)
        {
            yield return ("heldOut", $"is {HeldOut}, must lie in 1 .. {MostPoints}");
        }
    }

    /// <inheritdoc/>
    public sealed override DataSplit Load(string folder) =>
        new(Draw(Count, stage: 0), Draw(HeldOut, stage: 1));

    /// <summary>Draws one point of the law.</summary>
    /// <param name="row">The point's index, for laws that deal their components in turn.</param>
    /// <param name="noise">This point's own noise.</param>
    /// <param name="point">Receives <see cref="Dimension"/> coordinates.</param>
    /// <returns>The point's class, 0 where the law has none.</returns>
    protected abstract int Draw(int row, NoiseReader noise, Span<double> point);

    /// <summary>What is wrong with the blur of a curve.</summary>
    /// <param name="blur">Standard deviation, 0 to 10.</param>
    protected static IEnumerable<(string Member, string Problem)> BlurProblems(double blur) =>
        blur is >= 0 and <= 10 ? [] : [("blur", $"is {blur}, must lie in 0 .. 10")];

    private PointSet Draw(int count, byte stage)
    {
        var values = new double[count * Dimension];
        var labels = new int[count];
        for (int row = 0; row < count; row++)
        {
            labels[row] = Draw(row, new NoiseReader(new NoiseKey((ulong)Seed, (uint)row, NoisePurpose.Data, Stage: stage)), values.AsSpan(row * Dimension, Dimension));
        }

        return new PointSet(values, Dimension, ClassCount > 0 ? labels : null);
    }
}
