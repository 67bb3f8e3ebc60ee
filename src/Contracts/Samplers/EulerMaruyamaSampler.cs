using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>Euler-Maruyama on the reverse-time stochastic equation (Song et al. 2021): one evaluation a step.</summary>
public sealed record EulerMaruyamaSampler : SamplerSpec
{
    /// <summary>Multiplier of the Langevin part, at least 0; default 1, and 0 is Euler's method.</summary>
    public double? Langevin { get; init; }

    internal override void Check(Violations found, JsonPointer at, SampleLimits limits)
    {
        base.Check(found, at, limits);
        found.AtLeast(Langevin, 0, at["langevin"]);
    }
}
