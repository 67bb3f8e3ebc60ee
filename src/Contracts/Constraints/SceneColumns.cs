using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>
/// How a sample is read as a scene: agents one after another, each with the same number of features. Absent members take the layout
/// x, y, length, width, cos heading, sin heading, speed.
/// </summary>
public sealed record SceneColumns
{
    /// <summary>Features of one agent; 7 by default.</summary>
    public int? Features { get; init; }

    /// <summary>Place of the centre's first coordinate within the features; 0 by default.</summary>
    public int? X { get; init; }

    /// <summary>Place of the centre's second coordinate; 1 by default.</summary>
    public int? Y { get; init; }

    /// <summary>Place of the extent along the heading; 2 by default.</summary>
    public int? Length { get; init; }

    /// <summary>Place of the extent across the heading; 3 by default.</summary>
    public int? Width { get; init; }

    /// <summary>Places of the heading; cosine at 4 and sine at 5 by default.</summary>
    public HeadingColumns? Heading { get; init; }

    /// <summary>The same layout with every member.</summary>
    /// <param name="columns">The layout; null for the default one.</param>
    /// <returns>The layout without nulls.</returns>
    public static SceneColumns Complete(SceneColumns? columns) => new()
    {
        Features = columns?.Features ?? 7,
        X = columns?.X ?? 0,
        Y = columns?.Y ?? 1,
        Length = columns?.Length ?? 2,
        Width = columns?.Width ?? 3,
        Heading = columns?.Heading ?? new HeadingColumns { Cos = 4, Sin = 5 },
    };

    /// <summary>Checks a layout, given or not, against a sample's dimension.</summary>
    internal static void Check(SceneColumns? given, ConstraintChecker check, JsonPointer at, int? dimension)
    {
        var columns = Complete(given);
        var features = columns.Features!.Value;
        var before = check.Found.Found.Count;
        check.Found.Between(features, 1, 10_000, at["features"]);
        columns.Heading!.Check(check, at["heading"], features);
        (int? Place, string Name)[] places =
        [
            (columns.X, "x"), (columns.Y, "y"), (columns.Length, "length"), (columns.Width, "width"),
            (columns.Heading.Cos, "heading"), (columns.Heading.Sin, "heading"), (columns.Heading.Theta, "heading"),
        ];
        for (var i = 0; i < places.Length; i++)
        {
            check.Found.Between(places[i].Place, 0, features - 1, at[places[i].Name]);
            if (places[i].Place is { } place && places.Take(i).Any(other => other.Place == place))
            {
                check.Found.Add(ErrorCode.Validation, at[places[i].Name], $"Column {place} is used twice.");
            }
        }

        if (dimension is not { } coordinates || check.Found.Found.Count > before)
        {
            return;
        }

        if (coordinates % features != 0)
        {
            check.Found.Add(ErrorCode.ShapeMismatch, at, $"{coordinates} coordinates are not a whole number of agents with {features} features.");
        }

        check.Found.WithinLimit(coordinates / features, check.Limits.MaxAgents, at);
    }
}
