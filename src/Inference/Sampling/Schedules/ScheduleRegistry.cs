using System.Collections.Frozen;
using GenPhys.Contracts;

namespace GenPhys.Inference.Sampling.Schedules;

/// <summary>Makes the grid that a schedule specification names. A new schedule is one file and one line here.</summary>
public static class ScheduleRegistry
{
    private static readonly FrozenDictionary<Type, Func<ScheduleSpec, double, double, NoiseSchedule>> Factories =
        new Dictionary<Type, Func<ScheduleSpec, double, double, NoiseSchedule>>
        {
            [typeof(EdmSchedule)] = (spec, low, high) => new EdmNoiseSchedule(low, high, ((EdmSchedule)spec).Rho ?? 7),
            [typeof(LogLinearSchedule)] = (_, low, high) => new LogLinearNoiseSchedule(low, high),
        }.ToFrozenDictionary();

    /// <summary>The grid of a specification.</summary>
    /// <param name="spec">The specification.</param>
    /// <param name="sigmaMin">Last noise level where the specification names none.</param>
    /// <param name="sigmaMax">First noise level where the specification names none.</param>
    /// <returns>The grid.</returns>
    public static NoiseSchedule Create(ScheduleSpec spec, double sigmaMin, double sigmaMax)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return Factories.TryGetValue(spec.GetType(), out var factory)
            ? factory(spec, spec.SigmaMin ?? sigmaMin, spec.SigmaMax ?? sigmaMax)
            : throw new GenPhysException(
                ErrorCode.UnsupportedCombination,
                $"The schedule {spec.GetType().Name} is not built into this service.",
                "/sampler/schedule/kind");
    }
}
