using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>Every agent's length and width are at least a minimum above 0.</summary>
public sealed record PositiveSizesConstraint : ConstraintSpec
{
    /// <summary>The minimum where a request gives none: a millionth of a data unit.</summary>
    public const double DefaultMinimum = 1e-6;

    /// <summary>The smallest size, above 0; 1e-6 by default.</summary>
    public double? Minimum { get; init; }

    /// <summary>How a sample is read as agents.</summary>
    public SceneColumns? Columns { get; init; }

    /// <inheritdoc/>
    public override int? Dimension() => null;

    /// <inheritdoc/>
    public override bool IsRegion() => false;

    internal override void CheckMembers(ConstraintChecker check, JsonPointer at, int? dimension)
    {
        check.Above(Minimum, 0, at["minimum"]);
        SceneColumns.Check(Columns, check, at["columns"], dimension);
    }

    internal override ConstraintSpec Canonical() =>
        new PositiveSizesConstraint { Minimum = Minimum ?? DefaultMinimum, Columns = SceneColumns.Complete(Columns) };
}
