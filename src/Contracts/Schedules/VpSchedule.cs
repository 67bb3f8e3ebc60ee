using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>Levels spaced evenly in the time of the variance-preserving process (Song et al. 2021).</summary>
public sealed record VpSchedule : ScheduleSpec
{
    /// <summary>beta(0), above 0; 0.1 in the paper.</summary>
    public double? BetaMin { get; init; }

    /// <summary>beta(1), above beta(0); 20 in the paper.</summary>
    public double? BetaMax { get; init; }

    internal override void Check(Violations found, JsonPointer at)
    {
        base.Check(found, at);
        found.Above(BetaMin, 0, at["betaMin"]);
        found.Above(BetaMax, Math.Max(BetaMin ?? 0, 0), at["betaMax"]);
    }
}
