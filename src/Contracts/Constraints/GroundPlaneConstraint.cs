using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>No point of any frame is below the ground: coordinate <see cref="Axis"/> is at least height - tolerance.</summary>
public sealed record GroundPlaneConstraint : ConstraintSpec
{
    /// <summary>The coordinate that points up, from 0.</summary>
    public required int Axis { get; init; }

    /// <summary>The ground's height; 0 by default.</summary>
    public double? Height { get; init; }

    /// <summary>How far a point may sink in, at least 0; 0 by default.</summary>
    public double? Tolerance { get; init; }

    /// <summary>The points of a frame that count, from 0; all when null.</summary>
    public int[]? Joints { get; init; }

    /// <summary>How a sample is read as frames.</summary>
    public SequenceLayout? Layout { get; init; }

    /// <inheritdoc/>
    public override int? Dimension() => null;

    /// <inheritdoc/>
    public override bool IsRegion() => false;

    internal override void CheckMembers(ConstraintChecker check, JsonPointer at, int? dimension)
    {
        var layout = SequenceLayout.Complete(Layout);
        SequenceLayout.Check(Layout, check, at["layout"], dimension);
        check.Found.Between(Axis, 0, layout.Dimensions!.Value - 1L, at["axis"]);
        check.Finite(Height, at["height"]);
        check.AtLeast(Tolerance, 0, at["tolerance"]);
        SequenceLayout.CheckIndices(Joints, layout.Points, check, at["joints"]);
    }

    internal override ConstraintSpec Canonical() =>
        this with { Height = Height ?? 0, Tolerance = Tolerance ?? 0, Layout = SequenceLayout.Complete(Layout) };
}
