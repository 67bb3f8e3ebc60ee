namespace GenPhys.Training.Datasets;

/// <summary>
/// Uniform on the lower right half of every allowed checkerboard cell, so that the data cover half of the allowed set;
/// the oracle is that of the whole checkerboard.
/// </summary>
public sealed record TrianglesData : GeneratedData
{
    /// <inheritdoc/>
    public override Func<ReadOnlySpan<double>, bool> Oracle() => CheckerboardData.IsAllowed;

    /// <inheritdoc/>
    protected override int Draw(int row, NoiseReader noise, Span<double> point)
    {
        (double x, double y) = CheckerboardData.DrawCell(noise);
        var u = noise.NextUniform();
        var v = noise.NextUniform();
        point[0] = x + Math.Max(u, v);
        point[1] = y + Math.Min(u, v);
        return 0;
    }
}
