using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>Asks which points obey a constraint.</summary>
public sealed record ConstraintCheckRequest
{
    /// <summary>The points, <c>[n, dim]</c>, at least one.</summary>
    public required IReadOnlyList<double[]> Points { get; init; }

    /// <summary>The constraint.</summary>
    public required ConstraintSpec Constraint { get; init; }

    /// <summary>Throws when the request breaks a rule.</summary>
    /// <param name="limits">The service's limits.</param>
    /// <exception cref="GenPhysException">With the first violation's code and pointer, and the list of all.</exception>
    public void ThrowIfInvalid(ConstraintLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var found = new Violations();
        var points = JsonPointer.Root["points"];
        found.AtLeast(Points.Count, 1, points);
        found.WithinLimit(Points.Count, limits.MaxPoints, points);
        found.ThrowIfAny();

        var dimension = Points[0].Length;
        found.AtLeast(dimension, 1, points[0]);
        for (var i = 0; i < Points.Count; i++)
        {
            if (Points[i].Length != dimension)
            {
                found.Add(ErrorCode.ShapeMismatch, points[i], $"The first point has {dimension} coordinates, and this one {Points[i].Length}.");
                break;
            }

            var bad = Array.FindIndex(Points[i], value => !(Math.Abs(value) <= ConstraintChecker.Largest));
            if (bad >= 0)
            {
                found.Add(ErrorCode.Validation, points[i][bad], $"Every number must be finite and at most {ConstraintChecker.Largest:g} in size.");
                break;
            }
        }

        Constraint.Check(found, JsonPointer.Root["constraint"], limits, Math.Max(1, dimension));
        found.ThrowIfAny();
    }
}

/// <summary>Which points obey the constraint.</summary>
public sealed record ConstraintCheckResponse
{
    /// <summary>Whether each point does; boundary points do, <c>[n]</c>.</summary>
    public required bool[] Contains { get; init; }

    /// <summary>How far each point is from doing so, √(2 l): 0 if and only if it does, <c>[n]</c>.</summary>
    public required double[] Distances { get; init; }
}
