namespace GenPhys.Training.Datasets;

/// <summary>Two interleaved half circles of radius 2 about (-1, -0.2) and (1, 0.8), dealt in turn, blurred by <see cref="Blur"/>.</summary>
public sealed record MoonsData : GeneratedData
{
    /// <summary>Standard deviation of the blur, 0 to 10 (default 0.2).</summary>
    public double Blur { get; init; } = 0.2;

    /// <inheritdoc/>
    public override IEnumerable<(string Member, string Problem)> Problems() => [.. base.Problems(), .. BlurProblems(Blur)];

    /// <inheritdoc/>
    protected override int Draw(int row, NoiseReader noise, Span<double> point)
    {
        (double cos, double sin) = UnitCircle.At(0.5 * noise.NextUniform());
        (double x, double y) = row % 2 == 0 ? ((2 * cos) - 1, (2 * sin) - 0.2) : (1 - (2 * cos), 0.8 - (2 * sin));
        point[0] = x + (Blur * noise.NextNormal());
        point[1] = y + (Blur * noise.NextNormal());
        return 0;
    }
}
