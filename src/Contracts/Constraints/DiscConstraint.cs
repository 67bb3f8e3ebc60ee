using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>The closed ball |x - center| ≤ radius, in any dimension.</summary>
public sealed record DiscConstraint : ConstraintSpec
{
    /// <summary>The centre, <c>[dim]</c>.</summary>
    public required double[] Center { get; init; }

    /// <summary>The radius, above 0.</summary>
    public required double Radius { get; init; }

    /// <inheritdoc/>
    public override int? Dimension() => Center.Length;

    internal override void CheckMembers(ConstraintChecker check, JsonPointer at, int? dimension)
    {
        check.Vector(Center, at["center"]);
        check.Above(Radius, 0, at["radius"]);
    }
}
