using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>The closure of the outside of a region: what the region forbids, its boundary included.</summary>
public sealed record ComplementConstraint : ConstraintSpec
{
    /// <summary>The region.</summary>
    public required ConstraintSpec Of { get; init; }

    /// <inheritdoc/>
    public override int? Dimension() => Of.Dimension();

    internal override void CheckMembers(ConstraintChecker check, JsonPointer at, int? dimension) =>
        check.VisitRegion(Of, at["of"], dimension, "complement");

    internal override ConstraintSpec Canonical() => this with { Of = Of.Canonical() };
}
