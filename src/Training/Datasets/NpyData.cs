using System.Text.Json.Serialization;
using GenPhys.Inference.Random;
using GenPhys.Training.Recipes;

namespace GenPhys.Training.Datasets;

/// <summary>Points of a two-dimensional <c>.npy</c> file, float32 or float64, one row per point; a seeded part of the rows is held out.</summary>
public sealed record NpyData : DataSource
{
    /// <summary>The file; a relative name starts from the recipe's folder.</summary>
    public required string Path { get; init; }

    /// <summary>The part of the rows that is held out, 0.01 to 0.5 (default 0.1, at least one row).</summary>
    public double HeldOutFraction { get; init; } = 0.1;

    /// <summary>Column that holds the class of a row, a whole number from 0, and no coordinate; none where absent.</summary>
    public int? LabelColumn { get; init; }

    /// <summary>Classes of the rows, 1 to 4096; with <see cref="LabelColumn"/>.</summary>
    public int? Classes { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override int ClassCount => Classes ?? 0;

    /// <inheritdoc/>
    public override IEnumerable<(string Member, string Problem)> Problems()
    {
        foreach (var problem in base.Problems())
        {
            yield return problem;
        }

        if (string.IsNullOrWhiteSpace(Path))
        {
            yield return ("path", "names no file");
        }

        if (HeldOutFraction is not (>= 0.01 and <= 0.5))
        {
            yield return ("heldOutFraction", $"is {HeldOutFraction}, must lie in 0.01 .. 0.5");
        }

        if (LabelColumn is < 0)
        {
            yield return ("labelColumn", $"is {LabelColumn}, must be at least 0");
        }

        if (LabelColumn is null != Classes is null || Classes is < 1 or > 4096)
        {
            yield return ("classes", "must be from 1 to 4096 where labelColumn names the column of the classes, and absent elsewhere");
        }
    }

    /// <inheritdoc/>
    public override DataSplit Load(string folder)
    {
        var points = Labelled(Read(System.IO.Path.Combine(folder, Path)));
        RecipeException.ThrowUnless(points.Count >= 3, "data.path", $"{Path} holds {points.Count} rows, training needs at least 3");
        if (points.FirstNonFinite() is var (row, column))
        {
            throw new RecipeException("data.path", $"{Path} holds a number that is not finite in row {row}, column {column} (counted from 0)");
        }

        var order = Shuffle(points.Count);
        var heldOut = Math.Max(1, (int)(points.Count * HeldOutFraction));
        return new DataSplit(Pick(points, order.AsSpan(heldOut)), Pick(points, order.AsSpan(0, heldOut)));
    }

    private PointSet Read(string file)
    {
        try
        {
            return NpyFile.Read(file);
        }
        catch (InvalidDataException e)
        {
            throw new RecipeException("data.path", $"{Path}: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RecipeException("data.path", $"{Path} cannot be read: {e.Message}", e);
        }
    }

    private PointSet Labelled(PointSet points)
    {
        if (LabelColumn is not { } column)
        {
            return points;
        }

        var d = points.Dimension;
        RecipeException.ThrowUnless(column < d && d > 1, "data.labelColumn", $"is {column}; {Path} has {d} columns, of which one or more must be coordinates");
        var labels = new int[points.Count];
        for (var row = 0; row < labels.Length; row++)
        {
            var value = points[row][column];
            RecipeException.ThrowUnless(
                value >= 0 && value < Classes && value == Math.Floor(value), "data.labelColumn", $"{Path} holds {value} in row {row}, needed is a whole number from 0 to {Classes - 1}");
            labels[row] = (int)value;
        }

        return new PointSet([.. points.Values.ToArray().Where((_, i) => i % d != column)], d - 1, labels);
    }

    private int[] Shuffle(int count)
    {
        var order = Enumerable.Range(0, count).ToArray();
        var noise = new NoiseReader(new NoiseKey((ulong)Seed, 0, NoisePurpose.Data, Stage: 2));
        for (var i = 0; i < count - 1; i++)
        {
            var other = i + noise.NextInt(count - i);
            (order[i], order[other]) = (order[other], order[i]);
        }

        return order;
    }

    private static PointSet Pick(PointSet points, ReadOnlySpan<int> rows)
    {
        var values = new double[rows.Length * points.Dimension];
        var labels = points.Labels is null ? null : new int[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            points[rows[i]].CopyTo(values.AsSpan(i * points.Dimension));
            if (labels is not null)
            {
                labels[i] = points.Labels![rows[i]];
            }
        }

        return new PointSet(values, points.Dimension, labels);
    }
}
