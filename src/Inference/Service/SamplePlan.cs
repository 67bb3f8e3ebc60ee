using GenPhys.Contracts;
using GenPhys.Inference.Engine;
using GenPhys.Inference.Models.Repository;
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
    public static TableProgram Program(SampleRequest request, LoadedModel model)
    {
        var fallback = model.Manifest.Defaults?.Sampler ?? new HeunSampler();
        var spec = request.Sampler ?? fallback;
        var schedule = Schedule(spec.Schedule ?? fallback.Schedule ?? new EdmSchedule(), model);
        var levels = schedule.Levels(spec.Steps ?? fallback.Steps ?? DefaultSteps);
        var denoiseFinal = spec.DenoiseFinal ?? fallback.DenoiseFinal ?? true;
        if (!denoiseFinal && levels.Length < 2)
        {
            throw new GenPhysException(
                ErrorCode.Validation,
                "Without the last step to 0, one step takes no evaluation at all; ask for 2 steps or more.",
                "/sampler/steps");
        }

        return SamplerRegistry.Create(Merge(spec, fallback)).Program(denoiseFinal ? [.. levels, 0] : levels);
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

    private static NoiseSchedule Schedule(ScheduleSpec spec, LoadedModel model)
    {
        var process = model.Process;
        var low = spec.SigmaMin ?? process.SigmaMin;
        var high = spec.SigmaMax ?? process.SigmaMax;
        if (low < process.SigmaMin)
        {
            throw new GenPhysException(
                ErrorCode.Validation,
                $"sigmaMin {low} is below the lowest noise level the model knows, {process.SigmaMin}.",
                "/sampler/schedule/sigmaMin");
        }

        if (high > process.SigmaMax)
        {
            throw new GenPhysException(
                ErrorCode.Validation,
                $"sigmaMax {high} is above the noise level of the model's prior, {process.SigmaMax}.",
                "/sampler/schedule/sigmaMax");
        }

        if (!(low < high))
        {
            throw new GenPhysException(
                ErrorCode.Validation,
                $"sigmaMin {low} must be below sigmaMax {high}.",
                spec.SigmaMin is null ? "/sampler/schedule/sigmaMax" : "/sampler/schedule/sigmaMin");
        }

        return ScheduleRegistry.Create(spec, low, high);
    }
}
