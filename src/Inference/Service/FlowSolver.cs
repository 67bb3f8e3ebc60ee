using GenPhys.Contracts;
using GenPhys.Contracts.Validation;
using GenPhys.Inference.Engine;
using GenPhys.Inference.Models.Repository;
using GenPhys.Inference.Sampling;
using GenPhys.Inference.Sampling.Adaptive;
using GenPhys.Inference.Sampling.Samplers;

namespace GenPhys.Inference.Service;

/// <summary>The programs that carry given states along a model's probability flow, up to the prior's level or down from it.</summary>
internal sealed class FlowSolver
{
    private readonly LoadedModel _model;
    private readonly SamplerSpec _spec;
    private readonly double[] _levels;
    private readonly double _tolerance;

    /// <summary>Chooses the levels.</summary>
    /// <param name="spec">The solver; rk45 where null.</param>
    /// <param name="model">The model.</param>
    /// <param name="tolerance">rtol and atol of rk45 where the request gives none.</param>
    /// <param name="at">Where the solver stands in the request.</param>
    /// <exception cref="GenPhysException">The solver adds noise, or its levels do not fit the model.</exception>
    public FlowSolver(SamplerSpec? spec, LoadedModel model, double tolerance, JsonPointer at)
    {
        _model = model;
        _tolerance = tolerance;
        if (spec?.PriorClip is not null)
        {
            throw new GenPhysException(
                ErrorCode.UnsupportedCombination,
                "A clipped prior has no density and no inverse, so latents and likelihoods take the whole one; leave priorClip out.",
                at["priorClip"].ToString());
        }

        spec ??= new Rk45Sampler();
        _spec = spec with { DenoiseFinal = spec.DenoiseFinal ?? false };
        _levels = NoiseLevels.Of(_spec, model.Manifest.Defaults?.Sampler ?? new HeunSampler(), model, at);
        if (_spec is not Rk45Sampler && SamplerRegistry.Create(_spec).IsStochastic)
        {
            throw new GenPhysException(
                ErrorCode.UnsupportedCombination,
                "A solver that adds noise cannot be run backwards or repeated from a latent; use rk45, heun or another deterministic solver.",
                at["kind"].ToString());
        }
    }

    /// <summary>The prior's level.</summary>
    public double High => _levels[0];

    /// <summary>The lowest level above 0.</summary>
    public double Low => _levels[^1] > 0 ? _levels[^1] : _levels[^2];

    /// <summary>From the lowest level up to the prior's.</summary>
    /// <returns>The program.</returns>
    public RowProgram Up() => _spec is Rk45Sampler rk45
        ? new Rk45Program(SolverPath.Between(Low, High), Options(rk45))
        : SamplerRegistry.Create(_spec).Program(SolverPath.Up([.. _levels.Where(level => level > 0).Reverse()]));

    /// <summary>From the lowest level up to the prior's, with the divergence carried along.</summary>
    /// <param name="trace">How it is read.</param>
    /// <returns>The program.</returns>
    public RowProgram UpWithDivergence(TraceEstimate trace) => new Rk45Program(SolverPath.Between(Low, High), Options((Rk45Sampler)_spec), trace);

    /// <summary>From the prior's level down, to 0 where the request asks for it.</summary>
    /// <returns>The program.</returns>
    public RowProgram Down() => _spec is Rk45Sampler rk45
        ? new Rk45Program(SolverPath.Down(_levels[^1] > 0 ? [High, Low] : [High, Low, 0], _model.Process, fromPrior: false), Options(rk45))
        : SamplerRegistry.Create(_spec).Program(SolverPath.Down(_levels, _model.Process, fromPrior: false));

    private Rk45Options Options(Rk45Sampler spec) => new()
    {
        RelativeTolerance = spec.Rtol ?? _tolerance,
        AbsoluteTolerance = spec.Atol ?? _tolerance,
        MaxEvaluations = spec.MaxEvaluations ?? 2000,
        Variable = SamplePlan.VariableOf(spec),
    };
}
