using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>The half-space n·x ≤ offset, in any dimension.</summary>
public sealed record HalfPlaneConstraint : ConstraintSpec
{
    /// <summary>The normal n, which points out of the region, <c>[dim]</c>; of any length but 0.</summary>
    public required double[] Normal { get; init; }

    /// <summary>The bound on n·x.</summary>
    public required double Offset { get; init; }

    /// <inheritdoc/>
    public override int? Dimension() => Normal.Length;

    internal override void CheckMembers(ConstraintChecker check, JsonPointer at, int? dimension)
    {
        check.Direction(Normal, at["normal"]);
        check.Finite(Offset, at["offset"]);
    }
}
