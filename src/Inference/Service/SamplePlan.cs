using GenPhys.Contracts;
using GenPhys.Contracts.Validation;
using GenPhys.Inference.Engine;
using GenPhys.Inference.Models.Repository;
using GenPhys.Inference.Sampling;
using GenPhys.Inference.Sampling.Adaptive;
using GenPhys.Inference.Sampling.Samplers;

namespace GenPhys.Inference.Service;

/// <summary>
/// What a sample request asks of a model: members that the request leaves out come from the artifact's default sampler
/// where it is of the same kind, then from the process, then from the solver's own defaults.
/// </summary>
public static class SamplePlan
{
    /// <summary>The program of every row.</summary>
    /// <param name="request">The request, checked.</param>
    /// <param name="model">The model.</param>
    /// <returns>The program.</returns>
    /// <exception cref="GenPhysException">The model cannot run what is asked.</exception>
    public static RowProgram Program(SampleRequest request, LoadedModel model)
    {
        if (request.Resample == ResampleMethod.Systematic && !model.Process.HasBirthAndDeath)
        {
            throw new GenPhysException(
                ErrorCode.UnsupportedCombination,
                $"The samples of the process {model.Process.Kind} all have the same weight, so there is nothing to resample; leave resample out.",
                "/resample");
        }

        var fallback = model.Manifest.Defaults?.Sampler ?? new HeunSampler();
        var spec = Merge(request.Sampler ?? fallback, fallback);
        var levels = NoiseLevels.Of(spec, fallback, model, JsonPointer.Root["sampler"]);
        var program = Unweighted(request, spec, levels, model);
        return model.Process.HasBirthAndDeath ? new WeightedProgram(program, levels[0]) : program;
    }

    private static RowProgram Unweighted(SampleRequest request, SamplerSpec spec, double[] levels, LoadedModel model)
    {
        if (spec is Rk45Sampler adaptive)
        {
            // Only the ends of the grid count, and one interval per Restart cycle: the solver places its own steps.
            double[] ends = [levels[0], .. levels.Skip(Math.Max(1, Array.FindLastIndex(levels, level => level > 0)))];
            return new Rk45Program(
                Path(request, spec, ends, model, innerPoints: 2),
                new Rk45Options
                {
                    RelativeTolerance = adaptive.Rtol ?? 1e-5,
                    AbsoluteTolerance = adaptive.Atol ?? 1e-5,
                    MaxEvaluations = adaptive.MaxEvaluations ?? 2000,
                    Variable = VariableOf(adaptive),
                });
        }

        var sampler = SamplerRegistry.Create(spec);
        return sampler.IsStochastic && !model.Process.HasReverseSde
            ? throw new GenPhysException(
                ErrorCode.UnsupportedCombination,
                $"The process {model.Process.Kind} has no reverse-time stochastic equation, so it takes deterministic samplers only; use heun, or Restart.",
                "/sampler/kind")
            : sampler.Program(Path(request, spec, levels, model, innerPoints: null));
    }

    /// <summary>The variable in which a request's rk45 steps.</summary>
    internal static SolverVariable VariableOf(Rk45Sampler spec) => spec.Variable == StepVariable.Z ? SolverVariable.Sigma : SolverVariable.LogSigma;

    private static SolverPath Path(SampleRequest request, SamplerSpec spec, double[] levels, LoadedModel model, int? innerPoints)
    {
        if (request.Restart is { Count: > 0 } && model.Process.Jump(model.Process.SigmaMin, model.Process.SigmaMax) is null)
        {
            throw new GenPhysException(
                ErrorCode.UnsupportedCombination,
                $"The process {model.Process.Kind} has no noise that lifts a sample and keeps its law, so it cannot be restarted; leave restart out.",
                "/restart");
        }

        for (var i = 0; i < (request.Restart?.Count ?? 0); i++)
        {
            if (request.Restart![i].TMax > levels[0])
            {
                throw new GenPhysException(
                    ErrorCode.UnsupportedCombination,
                    $"tMax {request.Restart[i].TMax} is above the schedule's first level, {levels[0]}, where the prior is drawn anew anyway; lift samples to {levels[0]} at most.",
                    $"/restart/{i}/tMax");
            }
        }

        var restarts = request.Restart?.Select(r => new RestartInterval(
            r.TMin, r.TMax, innerPoints ?? r.Points, r.Repeats,
            innerPoints is null ? r.Placement ?? RestartPlacement.Nearest : RestartPlacement.Insert,
            r.SNoise ?? 1)).ToList();
        try
        {
            return SolverPath.Down(levels, model.Process, restarts: restarts, priorClip: spec.PriorClip);
        }
        catch (ArgumentException exception)
        {
            throw new GenPhysException(ErrorCode.Validation, exception.Message, "/restart");
        }
    }

    private static SamplerSpec Merge(SamplerSpec spec, SamplerSpec fallback) =>
        (spec, fallback) is (EdmStochasticSampler asked, EdmStochasticSampler given)
            ? asked with
            {
                SChurn = asked.SChurn ?? given.SChurn,
                SMin = asked.SMin ?? given.SMin,
                SMax = asked.SMax ?? given.SMax,
                SNoise = asked.SNoise ?? given.SNoise,
            }
            : spec;
}
