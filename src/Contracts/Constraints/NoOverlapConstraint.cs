using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>No two agents of a scene overlap, each an oriented rectangle, and every size is positive.</summary>
public sealed record NoOverlapConstraint : ConstraintSpec
{
    /// <summary>Clearance, at least 0: every rectangle grows by half of it on each side. 0 by default.</summary>
    public double? Margin { get; init; }

    /// <summary>How an overlap is measured; <see cref="OverlapMeasure.Area"/> by default.</summary>
    public OverlapMeasure? Overlap { get; init; }

    /// <summary>How a sample is read as agents.</summary>
    public SceneColumns? Columns { get; init; }

    /// <inheritdoc/>
    public override int? Dimension() => null;

    /// <inheritdoc/>
    public override bool IsRegion() => false;

    internal override void CheckMembers(ConstraintChecker check, JsonPointer at, int? dimension)
    {
        check.AtLeast(Margin, 0, at["margin"]);
        SceneColumns.Check(Columns, check, at["columns"], dimension);
    }

    internal override ConstraintSpec Canonical() =>
        new NoOverlapConstraint { Margin = Margin ?? 0, Overlap = Overlap ?? OverlapMeasure.Area, Columns = SceneColumns.Complete(Columns) };
}
