using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>No point of any frame is in the interior of a region, such as an obstacle.</summary>
public sealed record AvoidConstraint : ConstraintSpec
{
    /// <summary>The region to stay out of.</summary>
    public required ConstraintSpec Region { get; init; }

    /// <summary>The frames in which it is there, from 0; all when null.</summary>
    public int[]? Frames { get; init; }

    /// <summary>How a sample is read as frames; points of the region's dimension, one per frame, by default.</summary>
    public SequenceLayout? Layout { get; init; }

    /// <inheritdoc/>
    public override int? Dimension() => null;

    /// <inheritdoc/>
    public override bool IsRegion() => false;

    /// <summary>The layout with every member.</summary>
    /// <returns>The layout without nulls.</returns>
    public SequenceLayout CompleteLayout() =>
        new() { Points = Layout?.Points ?? 1, Dimensions = Layout?.Dimensions ?? Region.Dimension() ?? 2 };

    internal override void CheckMembers(ConstraintChecker check, JsonPointer at, int? dimension)
    {
        var layout = CompleteLayout();
        SequenceLayout.Check(layout, check, at["layout"], dimension);
        check.VisitRegion(Region, at["region"], layout.Dimensions, "avoid");
        var frame = Math.Max(1L, (long)layout.Points!.Value * layout.Dimensions!.Value);
        SequenceLayout.CheckIndices(Frames, dimension / frame, check, at["frames"]);
    }

    internal override ConstraintSpec Canonical() => this with { Region = Region.Canonical(), Layout = CompleteLayout() };
}
