using System.Collections.Frozen;
using GenPhys.Contracts;
using GenPhys.Inference.Processes;

namespace GenPhys.Inference.Sampling.Schedules;

/// <summary>Makes the grid that a schedule specification names. A new schedule is one file and one line here.</summary>
public static class ScheduleRegistry
{
    private static readonly FrozenDictionary<Type, ScheduleFactory> Factories =
        new Dictionary<Type, ScheduleFactory>
        {
            [typeof(EdmSchedule)] = (spec, low, high, _) => new EdmNoiseSchedule(low, high, ((EdmSchedule)spec).Rho ?? 7),
            [typeof(LogLinearSchedule)] = (_, low, high, _) => new LogLinearNoiseSchedule(low, high),
            [typeof(VpSchedule)] = (spec, low, high, _) => new VpNoiseSchedule(low, high, ((VpSchedule)spec).BetaMin ?? 0.1, ((VpSchedule)spec).BetaMax ?? 20),
            [typeof(VeSchedule)] = (_, low, high, _) => new LogLinearNoiseSchedule(low, high),
            [typeof(IddpmSchedule)] = (_, low, high, process) => new GridNoiseSchedule(process?.Grid ?? DdpmProcess.Improved, low, high),
            [typeof(CosineSchedule)] = (_, low, high, _) => new CosineNoiseSchedule(low, high),
        }.ToFrozenDictionary();

    private delegate NoiseSchedule ScheduleFactory(ScheduleSpec spec, double sigmaMin, double sigmaMax, GenerativeProcess? process);

    /// <summary>The grid of a specification.</summary>
    /// <param name="spec">The specification.</param>
    /// <param name="sigmaMin">Last noise level where the specification names none.</param>
    /// <param name="sigmaMax">First noise level where the specification names none.</param>
    /// <param name="process">The process whose discrete levels <c>iddpm</c> picks from; none where null.</param>
    /// <returns>The grid.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The values do not make a grid; the parameter's name is the member's.</exception>
    public static NoiseSchedule Create(ScheduleSpec spec, double sigmaMin, double sigmaMax, GenerativeProcess? process = null)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return Factories.TryGetValue(spec.GetType(), out var factory)
            ? factory(spec, spec.SigmaMin ?? sigmaMin, spec.SigmaMax ?? sigmaMax, process)
            : throw new GenPhysException(
                ErrorCode.UnsupportedCombination,
                $"The schedule {spec.GetType().Name} is not built into this service.",
                "/sampler/schedule/kind");
    }
}
