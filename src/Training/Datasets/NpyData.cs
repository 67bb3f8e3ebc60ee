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
    }

    /// <inheritdoc/>
    public override DataSplit Load(string folder)
    {
        var points = Read(System.IO.Path.Combine(folder, Path));
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
        for (var i = 0; i < rows.Length; i++)
        {
            points[rows[i]].CopyTo(values.AsSpan(i * points.Dimension));
        }

        return new PointSet(values, points.Dimension);
    }
}
