using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>
/// Dormand and Prince's method of order 5(4), which chooses the steps of each row on its own. It takes no <c>steps</c>; of the
/// schedule only the two ends count.
/// </summary>
public sealed record Rk45Sampler : SamplerSpec
{
    /// <summary>Relative tolerance, above 0; default 1e-5.</summary>
    public double? Rtol { get; init; }

    /// <summary>Absolute tolerance, above 0; default 1e-5.</summary>
    public double? Atol { get; init; }

    /// <summary>Most evaluations of one row, at least 1; a row that needs more fails. Default 2,000.</summary>
    public int? MaxEvaluations { get; init; }

    /// <summary>The variable of the steps; default <c>logZ</c>, which costs less than half of <c>z</c> (Xu et al. 2022, appendix).</summary>
    public StepVariable? Variable { get; init; }

    internal override void Check(Violations found, JsonPointer at, SampleLimits limits)
    {
        base.Check(found, at, limits);
        found.Above(Rtol, 0, at["rtol"]);
        found.Above(Atol, 0, at["atol"]);
        found.AtLeast(MaxEvaluations, 1, at["maxEvaluations"]);
        found.WithinLimit(MaxEvaluations, 10L * limits.MaxSteps, at["maxEvaluations"]);
        if (Steps is not null)
        {
            found.Add(ErrorCode.UnsupportedCombination, at["steps"], "rk45 chooses its own steps; leave steps out and set rtol and atol.");
        }
    }
}
