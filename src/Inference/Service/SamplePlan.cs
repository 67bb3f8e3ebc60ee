using GenPhys.Contracts;
using GenPhys.Inference.Engine;
using GenPhys.Inference.Models.Repository;
using GenPhys.Inference.Sampling;
using GenPhys.Inference.Sampling.Adaptive;
using GenPhys.Inference.Sampling.Samplers;
using GenPhys.Inference.Sampling.Schedules;

namespace GenPhys.Inference.Service;

/// <summary>
/// What a sample request asks of a model: members that the request leaves out come from the artifact's default sampler
/// where it is of the same kind, then from the process, then from the solver's own defaults.
/// </summary>
internal static class SamplePlan
{
    private const int DefaultSteps = 18;

    /// <summary>The program of every row.</summary>
    /// <exception cref="GenPhysException">The model cannot run what is asked.</exception>
    public static RowProgram Program(SampleRequest request, LoadedModel model)
    {
        var fallback = model.Manifest.Defaults?.Sampler ?? new HeunSampler();
        var spec = Merge(request.Sampler ?? fallback, fallback);
        var levels = Levels(spec, fallback, model);
        if (spec is Rk45Sampler adaptive)
        {
            // Only the ends of the grid count, and one interval per Restart cycle: the solver places its own steps.
            double[] ends = [levels[0], .. levels.Skip(Math.Max(1, Array.FindLastIndex(levels, level => level > 0)))];
            return new Rk45Program(
                Path(request, ends, model, innerPoints: 2),
                new Rk45Options
                {
                    RelativeTolerance = adaptive.Rtol ?? 1e-5,
                    AbsoluteTolerance = adaptive.Atol ?? 1e-5,
                    MaxEvaluations = adaptive.MaxEvaluations ?? 2000,
                });
        }

        var sampler = SamplerRegistry.Create(spec);
        return sampler.IsStochastic && !model.Process.HasReverseSde
            ? throw new GenPhysException(
                ErrorCode.UnsupportedCombination,
                $"The process {model.Process.Kind} has no reverse-time stochastic equation, so it takes deterministic samplers only; use heun, or Restart.",
                "/sampler/kind")
            : sampler.Program(Path(request, levels, model, innerPoints: null));
    }

    private static SolverPath Path(SampleRequest request, double[] levels, LoadedModel model, int? innerPoints)
    {
        var restarts = request.Restart?.Select(r => new RestartInterval(
            r.TMin, r.TMax, innerPoints ?? r.Points, r.Repeats,
            innerPoints is null ? r.Placement ?? RestartPlacement.Nearest : RestartPlacement.Insert,
            r.SNoise ?? 1)).ToList();
        try
        {
            return SolverPath.Down(levels, model.Process, restarts: restarts);
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

    private static double[] Levels(SamplerSpec spec, SamplerSpec fallback, LoadedModel model)
    {
        var schedule = spec.Schedule ?? fallback.Schedule ?? new EdmSchedule();
        double[] levels;
        if (schedule is CustomSchedule custom)
        {
            levels = Custom(custom, spec, model);
        }
        else
        {
            var (low, high) = Ends(schedule, model);
            levels = ScheduleRegistry.Create(schedule, low, high).Levels(spec.Steps ?? fallback.Steps ?? DefaultSteps);
        }

        var denoiseFinal = spec.DenoiseFinal ?? fallback.DenoiseFinal ?? true;
        return denoiseFinal
            ? [.. levels, 0]
            : levels.Length >= 2
                ? levels
                : throw new GenPhysException(
                    ErrorCode.Validation,
                    "Without the last step to 0, one step takes no evaluation at all; ask for 2 steps or more.",
                    "/sampler/steps");
    }

    private static double[] Custom(CustomSchedule schedule, SamplerSpec spec, LoadedModel model)
    {
        var sigmas = schedule.Sigmas;
        if (spec.Steps is { } steps && steps != sigmas.Length)
        {
            throw new GenPhysException(
                ErrorCode.Validation, $"steps is {steps}, but the schedule lists {sigmas.Length} levels; leave steps out.", "/sampler/steps");
        }

        RequireInside(sigmas[^1], sigmas[0], model, $"/sampler/schedule/sigmas/{sigmas.Length - 1}", "/sampler/schedule/sigmas/0");
        return sigmas;
    }

    private static (double Low, double High) Ends(ScheduleSpec spec, LoadedModel model)
    {
        var low = spec.SigmaMin ?? model.Process.SigmaMin;
        var high = spec.SigmaMax ?? model.Process.SigmaMax;
        RequireInside(low, high, model, "/sampler/schedule/sigmaMin", "/sampler/schedule/sigmaMax");
        return low < high
            ? (low, high)
            : throw new GenPhysException(
                ErrorCode.Validation,
                $"sigmaMin {low} must be below sigmaMax {high}.",
                spec.SigmaMin is null ? "/sampler/schedule/sigmaMax" : "/sampler/schedule/sigmaMin");
    }

    private static void RequireInside(double low, double high, LoadedModel model, string lowAt, string highAt)
    {
        var process = model.Process;
        if (low < process.SigmaMin)
        {
            throw new GenPhysException(
                ErrorCode.Validation, $"The level {low} is below the lowest noise level the model knows, {process.SigmaMin}.", lowAt);
        }

        if (high > process.SigmaMax)
        {
            throw new GenPhysException(
                ErrorCode.Validation, $"The level {high} is above the noise level of the model's prior, {process.SigmaMax}.", highAt);
        }
    }
}
