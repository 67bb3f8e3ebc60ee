using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>
/// A Restart interval (Xu et al. 2023, "Restart sampling for improving generative processes"): when the solver reaches
/// <c>tMin</c>, noise lifts the sample to <c>tMax</c>, and the solver brings it down again, a number of times.
/// </summary>
public sealed record RestartSpec
{
    /// <summary>Lower noise level, above 0.</summary>
    public required double TMin { get; init; }

    /// <summary>Upper noise level, above <c>tMin</c> and at most the schedule's first.</summary>
    public required double TMax { get; init; }

    /// <summary>Grid points on the way down, both ends included, at least 2: the paper's N_Restart.</summary>
    public required int Points { get; init; }

    /// <summary>Cycles K, at least 0.</summary>
    public required int Repeats { get; init; }

    /// <summary>Where <c>tMin</c> goes on the main grid; default <c>nearest</c>.</summary>
    public RestartPlacement? Placement { get; init; }

    /// <summary>Factor on the added noise, above 0; default 1.</summary>
    public double? SNoise { get; init; }

    internal void Check(Violations found, JsonPointer at, SampleLimits limits)
    {
        found.Above(TMin, 0, at["tMin"]);
        found.Above(TMax, Math.Max(TMin, 0), at["tMax"]);
        found.AtLeast(Points, 2, at["points"]);
        found.WithinLimit(Points, limits.MaxSteps, at["points"]);
        found.AtLeast(Repeats, 0, at["repeats"]);
        found.WithinLimit(Repeats, limits.MaxSteps, at["repeats"]);
        found.Above(SNoise, 0, at["sNoise"]);
    }
}
