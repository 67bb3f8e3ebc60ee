using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>The slab low ≤ a·x ≤ high, in any dimension.</summary>
public sealed record SlabConstraint : ConstraintSpec
{
    /// <summary>The direction a, <c>[dim]</c>; of any length but 0.</summary>
    public required double[] Axis { get; init; }

    /// <summary>The lower bound on a·x.</summary>
    public required double Low { get; init; }

    /// <summary>The upper bound on a·x, at least the lower one.</summary>
    public required double High { get; init; }

    /// <inheritdoc/>
    public override int? Dimension() => Axis.Length;

    internal override void CheckMembers(ConstraintChecker check, JsonPointer at, int? dimension)
    {
        check.Direction(Axis, at["axis"]);
        check.Finite(Low, at["low"]);
        check.AtLeast(High, Low, at["high"]);
    }
}
