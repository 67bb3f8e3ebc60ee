using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>Levels spaced evenly in sigma^(1/rho) (Karras et al. 2022, eq. 5).</summary>
public sealed record EdmSchedule : ScheduleSpec
{
    /// <summary>The exponent, above 0; 7 in the paper.</summary>
    public double? Rho { get; init; }

    internal override void Check(Violations found, JsonPointer at)
    {
        base.Check(found, at);
        found.Above(Rho, 0, at["rho"]);
    }
}
