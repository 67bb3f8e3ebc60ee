using GenPhys.Contracts;
using GenPhys.Contracts.Validation;
using GenPhys.Inference.Models.Repository;
using GenPhys.Inference.Sampling.Schedules;

namespace GenPhys.Inference.Service;

/// <summary>The noise levels that a solver of a request visits on a model: the request's, then the artifact's, then the process's own.</summary>
internal static class NoiseLevels
{
    private const int DefaultSteps = 18;

    /// <summary>The grid, from high to low.</summary>
    /// <param name="spec">The solver.</param>
    /// <param name="fallback">What gives absent members.</param>
    /// <param name="model">The model, whose process bounds the levels.</param>
    /// <param name="at">Where the solver stands in the request.</param>
    /// <param name="denoiseFinal">Whether the grid ends with 0 where nobody says.</param>
    /// <returns>2 levels or more.</returns>
    /// <exception cref="GenPhysException">The levels do not fit the model.</exception>
    public static double[] Of(SamplerSpec spec, SamplerSpec fallback, LoadedModel model, JsonPointer at, bool denoiseFinal = true)
    {
        var schedule = spec.Schedule ?? fallback.Schedule ?? (model.Process.Grid is null ? new EdmSchedule() : new IddpmSchedule());
        double[] levels;
        if (schedule is CustomSchedule custom)
        {
            levels = Custom(custom, spec, model, at);
        }
        else
        {
            var (low, high) = Ends(schedule, model, at["schedule"]);
            levels = Picked(Grid(schedule, low, high, model, at["schedule"]), spec.Steps ?? fallback.Steps, at["steps"]);
        }

        // The ancestral sampler is defined on the levels that the process consists of.
        if (spec is DdpmSampler && model.Process.Grid is { } grid)
        {
            levels = grid.Snap(levels);
        }

        return spec.DenoiseFinal ?? fallback.DenoiseFinal ?? denoiseFinal
            ? [.. levels, 0]
            : levels.Length >= 2
                ? levels
                : throw new GenPhysException(
                    ErrorCode.Validation,
                    "Without the last step to 0, one step takes no evaluation at all; ask for 2 steps or more.",
                    at["steps"].ToString());
    }

    private static NoiseSchedule Grid(ScheduleSpec schedule, double low, double high, LoadedModel model, JsonPointer at)
    {
        try
        {
            return ScheduleRegistry.Create(schedule, low, high, model.Process);
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw new GenPhysException(ErrorCode.Validation, exception.Message, at[exception.ParamName!].ToString());
        }
    }

    private static double[] Picked(NoiseSchedule schedule, int? steps, JsonPointer at) => steps > schedule.MaxPoints
        ? throw new GenPhysException(
            ErrorCode.Validation, $"The schedule has {schedule.MaxPoints} levels to pick from; {steps} steps need as many.", at.ToString())
        : schedule.Levels(steps ?? Math.Min(DefaultSteps, schedule.MaxPoints));

    /// <summary>The two ends of the grid.</summary>
    /// <param name="spec">The schedule; the process gives what it leaves out.</param>
    /// <param name="model">The model, whose process bounds the levels.</param>
    /// <param name="at">Where the schedule stands in the request.</param>
    /// <returns>Two levels above 0.</returns>
    /// <exception cref="GenPhysException">The levels do not fit the model.</exception>
    public static (double Low, double High) Ends(ScheduleSpec spec, LoadedModel model, JsonPointer at)
    {
        var low = spec.SigmaMin ?? model.Process.SigmaMin;
        var high = spec.SigmaMax ?? model.Process.SigmaMax;
        RequireInside(low, high, model, at["sigmaMin"], at["sigmaMax"]);
        return low < high
            ? (low, high)
            : throw new GenPhysException(
                ErrorCode.Validation,
                $"sigmaMin {low} must be below sigmaMax {high}.",
                at[spec.SigmaMin is null ? "sigmaMax" : "sigmaMin"].ToString());
    }

    private static double[] Custom(CustomSchedule schedule, SamplerSpec spec, LoadedModel model, JsonPointer at)
    {
        var sigmas = schedule.Sigmas;
        if (spec.Steps is { } steps && steps != sigmas.Length)
        {
            throw new GenPhysException(
                ErrorCode.Validation, $"steps is {steps}, but the schedule lists {sigmas.Length} levels; leave steps out.", at["steps"].ToString());
        }

        var list = at["schedule"]["sigmas"];
        RequireInside(sigmas[^1], sigmas[0], model, list[sigmas.Length - 1], list[0]);
        return sigmas;
    }

    private static void RequireInside(double low, double high, LoadedModel model, JsonPointer lowAt, JsonPointer highAt)
    {
        var process = model.Process;
        if (low < process.SigmaMin)
        {
            throw new GenPhysException(
                ErrorCode.Validation, $"The level {low} is below the lowest noise level the model knows, {process.SigmaMin}.", lowAt.ToString());
        }

        if (high > process.SigmaMax)
        {
            throw new GenPhysException(
                ErrorCode.Validation, $"The level {high} is above the noise level of the model's prior, {process.SigmaMax}.", highAt.ToString());
        }
    }
}
