using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>What unions and intersections have in common.</summary>
internal static class ConstraintParts
{
    public static int? Dimension(IReadOnlyList<ConstraintSpec> parts) =>
        parts.Select(part => part.Dimension()).FirstOrDefault(dimension => dimension is not null);

    public static void Check(IReadOnlyList<ConstraintSpec> parts, ConstraintChecker check, JsonPointer at, int? dimension)
    {
        if (parts.Count == 0)
        {
            check.Found.Add(ErrorCode.Validation, at, "of needs at least one constraint.");
        }

        // Past the limit every further part would only be refused for the same reason.
        for (var i = 0; i < Math.Min(parts.Count, check.Limits.MaxParts + 1); i++)
        {
            check.Visit(parts[i], at[i], dimension);
        }
    }
}
