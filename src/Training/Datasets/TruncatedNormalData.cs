using System.Text.Json.Serialization;

namespace GenPhys.Training.Datasets;

/// <summary>Standard normal numbers that are at least <see cref="Low"/>, on the line: the simplest data with an edge.</summary>
public sealed record TruncatedNormalData : GeneratedData
{
    /// <summary>Least number, -3 to 3 (default 0.5).</summary>
    public double Low { get; init; } = 0.5;

    /// <inheritdoc/>
    [JsonIgnore]
    public override int Dimension => 1;

    /// <inheritdoc/>
    public override Func<ReadOnlySpan<double>, bool> Oracle() => point => point[0] >= Low;

    /// <inheritdoc/>
    public override IEnumerable<(string Member, string Problem)> Problems() =>
        Low is >= -3 and <= 3 ? base.Problems() : [.. base.Problems(), ("low", $"is {Low}, must lie in -3 .. 3")];

    /// <inheritdoc/>
    protected override int Draw(int row, NoiseReader noise, Span<double> point)
    {
        ArgumentNullException.ThrowIfNull(noise);
        do
        {
            point[0] = noise.NextNormal();
        }
        while (point[0] < Low);
        return 0;
    }
}
