using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>l of a constraint, half the squared distance to a region: 0 for allowed samples (Naderiparizi et al. 2025, manual bridges).</summary>
public sealed record DistanceLoss : LossSpec
{
    /// <summary>What samples are drawn to.</summary>
    public required ConstraintSpec To { get; init; }

    /// <summary>How far inside of the region the loss begins, 0 or more, in data units; 0 by default.</summary>
    public double? Margin { get; init; }

    internal override void Check(Violations found, JsonPointer at)
    {
        base.Check(found, at);
        found.AtLeast(Margin, 0, at["margin"]);
    }
}
