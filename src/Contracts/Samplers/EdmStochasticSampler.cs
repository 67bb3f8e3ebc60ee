using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>Heun's method with churn: noise is added before each step within a range of levels (Karras et al. 2022, algorithm 2).</summary>
public sealed record EdmStochasticSampler : SamplerSpec
{
    /// <summary>S_churn, at least 0: the total amount of noise added, spread over the steps; 0 is the deterministic solver.</summary>
    public double? SChurn { get; init; }

    /// <summary>S_tmin, at least 0: the lowest noise level at which noise is added.</summary>
    public double? SMin { get; init; }

    /// <summary>S_tmax, at least S_tmin: the highest noise level at which noise is added.</summary>
    public double? SMax { get; init; }

    /// <summary>S_noise, above 0: standard deviation of the added noise relative to the exact one.</summary>
    public double? SNoise { get; init; }

    internal override void Check(Violations found, JsonPointer at, SampleLimits limits)
    {
        base.Check(found, at, limits);
        found.AtLeast(SChurn, 0, at["sChurn"]);
        found.AtLeast(SMin, 0, at["sMin"]);
        found.AtLeast(SMax, SMin ?? 0, at["sMax"]);
        found.Above(SNoise, 0, at["sNoise"]);
    }
}
