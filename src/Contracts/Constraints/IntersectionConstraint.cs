using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>Every one of the parts holds.</summary>
public sealed record IntersectionConstraint : ConstraintSpec
{
    /// <summary>The parts, at least one, all on the same coordinates.</summary>
    public required IReadOnlyList<ConstraintSpec> Of { get; init; }

    /// <inheritdoc/>
    public override int? Dimension() => ConstraintParts.Dimension(Of);

    /// <inheritdoc/>
    public override bool IsRegion() => Of.All(part => part.IsRegion());

    internal override void CheckMembers(ConstraintChecker check, JsonPointer at, int? dimension) =>
        ConstraintParts.Check(Of, check, at["of"], dimension ?? Dimension());

    internal override ConstraintSpec Canonical() => new IntersectionConstraint { Of = [.. Of.Select(part => part.Canonical())] };
}
