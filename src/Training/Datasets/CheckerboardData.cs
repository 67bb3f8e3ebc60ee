namespace GenPhys.Training.Datasets;

/// <summary>
/// Uniform on the allowed cells of a 4 x 4 checkerboard on [-2, 2]^2: cell (i, j) of side 1 is allowed when i + j is even.
/// </summary>
public sealed record CheckerboardData : GeneratedData
{
    /// <inheritdoc/>
    public override Func<ReadOnlySpan<double>, bool> Oracle() => IsAllowed;

    /// <summary>Whether a point lies in an allowed cell; the cells are closed, so their edges are inside.</summary>
    /// <param name="point">Two coordinates.</param>
    public static bool IsAllowed(ReadOnlySpan<double> point)
    {
        for (int i = 0; i < 4; i++)
        {
            for (int j = i % 2; j < 4; j += 2)
            {
                if (point[0] >= i - 2 && point[0] <= i - 1 && point[1] >= j - 2 && point[1] <= j - 1)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>The lower corner of a uniformly drawn allowed cell.</summary>
    internal static (double X, double Y) DrawCell(NoiseReader noise)
    {
        var cell = noise.NextInt(8);
        var i = cell / 2;
        var j = (2 * (cell % 2)) + (i % 2);
        return (i - 2, j - 2);
    }

    /// <inheritdoc/>
    protected override int Draw(int row, NoiseReader noise, Span<double> point)
    {
        (double x, double y) = DrawCell(noise);
        point[0] = x + noise.NextUniform();
        point[1] = y + noise.NextUniform();
        return 0;
    }
}
