using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>No point moves faster than a limit from one frame to the next: |p(f+1) - p(f)| ≤ limit · interval.</summary>
public sealed record SpeedLimitConstraint : ConstraintSpec
{
    /// <summary>The limit, at least 0, in data units per unit of time.</summary>
    public required double Limit { get; init; }

    /// <summary>Time between two frames, above 0; 1 by default.</summary>
    public double? Interval { get; init; }

    /// <summary>How a sample is read as frames.</summary>
    public SequenceLayout? Layout { get; init; }

    /// <inheritdoc/>
    public override int? Dimension() => null;

    /// <inheritdoc/>
    public override bool IsRegion() => false;

    internal override void CheckMembers(ConstraintChecker check, JsonPointer at, int? dimension)
    {
        check.AtLeast(Limit, 0, at["limit"]);
        check.Above(Interval, 0, at["interval"]);
        check.AtLeast(Limit * (Interval ?? 1), 0, at["limit"]);
        SequenceLayout.Check(Layout, check, at["layout"], dimension);
    }

    internal override ConstraintSpec Canonical() => this with { Interval = Interval ?? 1, Layout = SequenceLayout.Complete(Layout) };
}
