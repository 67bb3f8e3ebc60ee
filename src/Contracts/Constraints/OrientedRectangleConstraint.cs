using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>A rectangle in the plane that is turned about its centre.</summary>
public sealed record OrientedRectangleConstraint : ConstraintSpec
{
    /// <summary>The centre, <c>[2]</c>.</summary>
    public required double[] Center { get; init; }

    /// <summary>The extent along the heading, above 0.</summary>
    public required double Length { get; init; }

    /// <summary>The extent across the heading, above 0.</summary>
    public required double Width { get; init; }

    /// <summary>The direction of the length, in radians from the first axis, counter-clockwise.</summary>
    public required double Heading { get; init; }

    /// <inheritdoc/>
    public override int? Dimension() => 2;

    internal override void CheckMembers(ConstraintChecker check, JsonPointer at, int? dimension)
    {
        check.Vector(Center, at["center"], 2);
        check.Above(Length, 0, at["length"]);
        check.Above(Width, 0, at["width"]);
        check.Finite(Heading, at["heading"]);
    }
}
