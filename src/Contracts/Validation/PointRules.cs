namespace GenPhys.Contracts.Validation;

/// <summary>The rules on lists of points or latents that need no model.</summary>
internal static class PointRules
{
    private const int MostFaults = 16;

    /// <summary>Requires one point or more, all of one length and of finite numbers; tells of the first faults only.</summary>
    /// <param name="found">Where violations go.</param>
    /// <param name="points">The points.</param>
    /// <param name="at">Where they stand in the request.</param>
    /// <param name="limits">The service's limits.</param>
    public static void Check(Violations found, IReadOnlyList<double[]> points, JsonPointer at, SampleLimits limits)
    {
        if (points.Count == 0)
        {
            found.Add(ErrorCode.Validation, at, $"{at.Name} must hold at least one row.");
            return;
        }

        found.WithinLimit(points.Count, limits.MaxRows, at);
        var before = found.Found.Count;
        for (var i = 0; i < points.Count && found.Found.Count < before + MostFaults; i++)
        {
            if (points[i] is null || points[i].Length != points[0]?.Length)
            {
                found.Add(ErrorCode.ShapeMismatch, at[i], $"Row {i} of {at.Name} has {points[i]?.Length ?? 0} numbers; the first has {points[0]?.Length ?? 0}.");
            }
            else
            {
                CheckRow(found, points[i], at[i]);
            }
        }
    }

    /// <summary>Requires finite numbers.</summary>
    /// <param name="found">Where violations go.</param>
    /// <param name="row">The numbers.</param>
    /// <param name="at">Where they stand in the request.</param>
    public static void CheckRow(Violations found, double[] row, JsonPointer at)
    {
        var bad = Array.FindIndex(row, x => !double.IsFinite(x));
        if (row.Length == 0)
        {
            found.Add(ErrorCode.Validation, at, $"{at.Name} must hold at least one number.");
        }
        else if (bad >= 0)
        {
            found.Add(ErrorCode.Validation, at[bad], "The number must be finite.");
        }
    }
}
