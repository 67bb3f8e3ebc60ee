using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>DDIM (Song, Meng, Ermon 2021): one evaluation a step, from deterministic to ancestral.</summary>
public sealed record DdimSampler : SamplerSpec
{
    /// <summary>Share of the ancestral noise, 0 to 1; default 0, which is Euler's method.</summary>
    public double? Eta { get; init; }

    internal override void Check(Violations found, JsonPointer at, SampleLimits limits)
    {
        base.Check(found, at, limits);
        found.AtLeast(Eta, 0, at["eta"]);
        found.AtMost(Eta, 1, at["eta"]);
    }
}
