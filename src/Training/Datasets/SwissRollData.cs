namespace GenPhys.Training.Datasets;

/// <summary>A planar spiral: angle t uniform in [1.5 pi, 4.5 pi], radius 3 t / 4.5 pi, blurred by <see cref="Blur"/>.</summary>
public sealed record SwissRollData : GeneratedData
{
    /// <summary>Standard deviation of the blur, 0 to 10 (default 0.1).</summary>
    public double Blur { get; init; } = 0.1;

    /// <inheritdoc/>
    public override IEnumerable<(string Member, string Problem)> Problems() => [.. base.Problems(), .. BlurProblems(Blur)];

    /// <inheritdoc/>
    protected override int Draw(int row, NoiseReader noise, Span<double> point)
    {
        var turns = 0.75 + (1.5 * noise.NextUniform());
        (double cos, double sin) = UnitCircle.At(turns);
        var radius = 3 * turns / 2.25;
        point[0] = (radius * cos) + (Blur * noise.NextNormal());
        point[1] = (radius * sin) + (Blur * noise.NextNormal());
        return 0;
    }
}
