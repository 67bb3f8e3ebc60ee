using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>Every agent of a scene is on the road, and every size is positive.</summary>
public sealed record OnRoadConstraint : ConstraintSpec
{
    /// <summary>The road: a region in the plane.</summary>
    public required ConstraintSpec Map { get; init; }

    /// <summary>When an agent is off the road; <see cref="OffRoadRule.AnyCornerOut"/> by default.</summary>
    public OffRoadRule? Rule { get; init; }

    /// <summary>How a sample is read as agents.</summary>
    public SceneColumns? Columns { get; init; }

    /// <inheritdoc/>
    public override int? Dimension() => null;

    /// <inheritdoc/>
    public override bool IsRegion() => false;

    internal override void CheckMembers(ConstraintChecker check, JsonPointer at, int? dimension)
    {
        check.VisitRegion(Map, at["map"], 2, "map");
        SceneColumns.Check(Columns, check, at["columns"], dimension);
    }

    internal override ConstraintSpec Canonical() =>
        new OnRoadConstraint { Map = Map.Canonical(), Rule = Rule ?? OffRoadRule.AnyCornerOut, Columns = SceneColumns.Complete(Columns) };
}
