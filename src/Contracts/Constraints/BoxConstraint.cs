using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>The closed box low ≤ x ≤ high, coordinate by coordinate.</summary>
public sealed record BoxConstraint : ConstraintSpec
{
    /// <summary>The lower corner, <c>[dim]</c>.</summary>
    public required double[] Low { get; init; }

    /// <summary>The upper corner, <c>[dim]</c>, nowhere below the lower one.</summary>
    public required double[] High { get; init; }

    /// <inheritdoc/>
    public override int? Dimension() => Low.Length;

    internal override void CheckMembers(ConstraintChecker check, JsonPointer at, int? dimension)
    {
        if (check.Vector(Low, at["low"]) & check.Vector(High, at["high"], Low.Length))
        {
            var bad = Enumerable.Range(0, Low.Length).FirstOrDefault(i => High[i] < Low[i], -1);
            if (bad >= 0)
            {
                check.AtLeast(High[bad], Low[bad], at["high"][bad]);
            }
        }
    }
}
