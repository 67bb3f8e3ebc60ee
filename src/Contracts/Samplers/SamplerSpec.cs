using System.Text.Json.Serialization;
using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>A solver and its grid of noise levels; null members take the artifact's defaults.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(EulerSampler), "euler")]
[JsonDerivedType(typeof(HeunSampler), "heun")]
[JsonDerivedType(typeof(EdmStochasticSampler), "edmStochastic")]
[JsonDerivedType(typeof(MidpointSampler), "midpoint")]
[JsonDerivedType(typeof(Rk4Sampler), "rk4")]
[JsonDerivedType(typeof(Rk45Sampler), "rk45")]
[JsonDerivedType(typeof(EulerMaruyamaSampler), "eulerMaruyama")]
[JsonDerivedType(typeof(DdimSampler), "ddim")]
[JsonDerivedType(typeof(DdpmSampler), "ddpm")]
[JsonDerivedType(typeof(DpmSolver2Sampler), "dpmSolver2")]
[JsonDerivedType(typeof(DpmSolver3Sampler), "dpmSolver3")]
[JsonDerivedType(typeof(DpmSolverPp2mSampler), "dpmSolverPp2m")]
[JsonDerivedType(typeof(DpmSolverPp3mSampler), "dpmSolverPp3m")]
public abstract record SamplerSpec
{
    /// <summary>Solver intervals, at least 1; the last one, to noise level 0, is a single Euler evaluation.</summary>
    public int? Steps { get; init; }

    /// <summary>How the noise levels are spaced.</summary>
    public ScheduleSpec? Schedule { get; init; }

    /// <summary>Whether the last interval goes to noise level 0 (the default) or the solver stops at the lowest level of the schedule.</summary>
    public bool? DenoiseFinal { get; init; }

    /// <summary>
    /// Largest norm of a prior draw, above 0, in the units that the model works in; longer draws are brought to it, as PFGM does with the heavy tail of its prior
    /// (Xu et al. 2022). None by default; likelihoods and latents take none.
    /// </summary>
    public double? PriorClip { get; init; }

    /// <summary>Adds what is wrong with the values.</summary>
    /// <param name="found">Where violations go.</param>
    /// <param name="at">Where this object stands in the request.</param>
    /// <param name="limits">The service's limits.</param>
    internal virtual void Check(Violations found, JsonPointer at, SampleLimits limits)
    {
        found.AtLeast(Steps, 1, at["steps"]);
        found.WithinLimit(Steps, limits.MaxSteps, at["steps"]);
        Schedule?.Check(found, at["schedule"]);
        found.Above(PriorClip, 0, at["priorClip"]);
    }
}
