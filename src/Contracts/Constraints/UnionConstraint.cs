using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>At least one of the parts holds.</summary>
public sealed record UnionConstraint : ConstraintSpec
{
    /// <summary>The parts, at least one, all on the same coordinates.</summary>
    public required IReadOnlyList<ConstraintSpec> Of { get; init; }

    /// <inheritdoc/>
    public override int? Dimension() => ConstraintParts.Dimension(Of);

    /// <inheritdoc/>
    public override bool IsRegion() => Of.All(part => part.IsRegion());

    internal override void CheckMembers(ConstraintChecker check, JsonPointer at, int? dimension) =>
        ConstraintParts.Check(Of, check, at["of"], dimension ?? Dimension());

    internal override ConstraintSpec Canonical() => new UnionConstraint { Of = [.. Of.Select(part => part.Canonical())] };
}
