using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>How a sample is read as a sequence: frames one after another, each a list of points (joints) of the same dimension.</summary>
public sealed record SequenceLayout
{
    /// <summary>Points per frame; 1 by default.</summary>
    public int? Points { get; init; }

    /// <summary>Coordinates per point; 2 by default.</summary>
    public int? Dimensions { get; init; }

    /// <summary>The same layout with every member.</summary>
    /// <param name="layout">The layout; null for the default one.</param>
    /// <returns>The layout without nulls.</returns>
    public static SequenceLayout Complete(SequenceLayout? layout) =>
        new() { Points = layout?.Points ?? 1, Dimensions = layout?.Dimensions ?? 2 };

    internal static void Check(SequenceLayout? given, ConstraintChecker check, JsonPointer at, int? dimension)
    {
        var layout = Complete(given);
        var before = check.Found.Found.Count;
        check.Found.Between(layout.Points, 1, 10_000, at["points"]);
        check.Found.Between(layout.Dimensions, 1, 10_000, at["dimensions"]);
        var frame = (long)layout.Points!.Value * layout.Dimensions!.Value;
        if (dimension is { } coordinates && check.Found.Found.Count == before && coordinates % frame != 0)
        {
            check.Found.Add(
                ErrorCode.ShapeMismatch, at, $"{coordinates} coordinates are not a whole number of frames with {layout.Points} points of {layout.Dimensions} coordinates.");
        }
    }

    /// <summary>Checks a list of indices, of frames or of points.</summary>
    internal static void CheckIndices(int[]? indices, long? count, ConstraintChecker check, JsonPointer at)
    {
        if (indices is null)
        {
            return;
        }

        var bad = Array.FindIndex(indices, index => index < 0 || index >= (count ?? int.MaxValue));
        if (bad >= 0)
        {
            check.Found.Add(ErrorCode.Validation, at[bad], $"Every index must be from 0 to {(count - 1)?.ToString() ?? "the last one"}, and this is {indices[bad]}.");
        }
        else if (indices.Length == 0 || indices.Distinct().Count() != indices.Length)
        {
            check.Found.Add(ErrorCode.Validation, at, $"{at.Name} needs at least one index, and none twice; leave it out for all.");
        }
    }
}
