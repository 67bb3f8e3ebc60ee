using System.Text.Json.Serialization;

namespace GenPhys.Training.PublishedResults;

/// <summary>One figure of a reproduction.</summary>
/// <param name="Quantity">What was measured, with its unit.</param>
/// <param name="Published">The published figure or range, as text; null where there is none.</param>
/// <param name="Ours">What was measured here.</param>
/// <param name="Gate">What it has to be; null where the figure is reported and not judged.</param>
public sealed record ReproductionRow(string Quantity, string? Published, double? Ours, Gate? Gate = null)
{
    /// <summary>What was measured here; null where it came out as no number.</summary>
    public double? Ours { get; init; } = Ours is { } value && double.IsFinite(value) ? value : null;

    /// <summary>Whether the figure is what it has to be; null where it is not judged.</summary>
    [JsonIgnore]
    public bool? Holds => Gate?.Holds(Ours ?? double.NaN);
}
