using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>
/// A constraint on some coordinates of the sample. Where the constraint is on points, the coordinates may be those of several points, one
/// after another, and every point has to obey it.
/// </summary>
public sealed record DimensionsConstraint : ConstraintSpec
{
    /// <summary>Indices of the coordinates, from 0, none twice; all coordinates in their order when null.</summary>
    public int[]? Indices { get; init; }

    /// <summary>The constraint on them.</summary>
    public required ConstraintSpec Of { get; init; }

    /// <inheritdoc/>
    public override int? Dimension() => null;

    /// <inheritdoc/>
    public override bool IsRegion() => Of.IsRegion();

    internal override void CheckMembers(ConstraintChecker check, JsonPointer at, int? dimension)
    {
        var count = Indices?.Length ?? dimension;
        if (Indices is { } indices)
        {
            var list = at["indices"];
            var bad = Array.FindIndex(indices, index => index < 0 || index >= (dimension ?? int.MaxValue));
            if (indices.Length == 0)
            {
                check.Found.Add(ErrorCode.Validation, list, "indices needs at least one index; leave it out for all coordinates.");
            }
            else if (bad >= 0)
            {
                check.Found.Add(ErrorCode.Validation, list[bad], $"Every index must be from 0 to {(dimension - 1)?.ToString() ?? "the sample's last coordinate"}, and this is {indices[bad]}.");
            }
            else if (indices.Distinct().Count() != indices.Length)
            {
                check.Found.Add(ErrorCode.Validation, list, "An index appears twice.");
            }
        }

        if (Of.Dimension() is { } own and > 0 && count is { } length)
        {
            if (length % own != 0)
            {
                check.Found.Add(
                    ErrorCode.ShapeMismatch,
                    Indices is null ? at : at["indices"],
                    $"The constraint inside is on points of {own} coordinates, and {length} coordinates are not a whole number of points.");
            }

            count = own;
        }

        check.Visit(Of, at["of"], count == 0 ? null : count);
    }

    internal override ConstraintSpec Canonical() => this with { Of = Of.Canonical() };
}
