using GenPhys.Contracts.Validation;
using Proto = GenPhys.Protos.V1;

namespace GenPhys.Contracts.Mapping;

/// <summary>Schedules in protobuf. A new kind is one line in each direction.</summary>
public static class ScheduleMapping
{
    /// <summary>The contract of a message.</summary>
    /// <param name="schedule">The message.</param>
    /// <param name="at">Where it stands in the request.</param>
    /// <returns>The contract; its values are yet to be checked.</returns>
    /// <exception cref="GenPhysException"><see cref="ErrorCode.Validation"/>: the message has no kind.</exception>
    public static ScheduleSpec ToContract(this Proto.Schedule schedule, JsonPointer at)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        ScheduleSpec spec = schedule.KindCase switch
        {
            Proto.Schedule.KindOneofCase.Edm => new EdmSchedule { Rho = schedule.Edm.HasRho ? schedule.Edm.Rho : null },
            Proto.Schedule.KindOneofCase.LogLinear => new LogLinearSchedule(),
            Proto.Schedule.KindOneofCase.Vp => new VpSchedule
            {
                BetaMin = schedule.Vp.HasBetaMin ? schedule.Vp.BetaMin : null,
                BetaMax = schedule.Vp.HasBetaMax ? schedule.Vp.BetaMax : null,
            },
            Proto.Schedule.KindOneofCase.Ve => new VeSchedule(),
            Proto.Schedule.KindOneofCase.Iddpm => new IddpmSchedule(),
            Proto.Schedule.KindOneofCase.Cosine => new CosineSchedule(),
            Proto.Schedule.KindOneofCase.Custom => new CustomSchedule { Sigmas = [.. schedule.Custom.Sigmas] },
            _ => throw MissingKind.Of(Proto.Schedule.Descriptor, at),
        };
        return spec with
        {
            SigmaMin = schedule.HasSigmaMin ? schedule.SigmaMin : null,
            SigmaMax = schedule.HasSigmaMax ? schedule.SigmaMax : null,
        };
    }

    /// <summary>The message of a contract.</summary>
    /// <param name="spec">The contract.</param>
    /// <returns>The message.</returns>
    public static Proto.Schedule ToProto(this ScheduleSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var schedule = spec switch
        {
            EdmSchedule edm => new Proto.Schedule { Edm = Edm(edm) },
            LogLinearSchedule => new Proto.Schedule { LogLinear = new Proto.LogLinearSchedule() },
            VpSchedule vp => new Proto.Schedule { Vp = Vp(vp) },
            VeSchedule => new Proto.Schedule { Ve = new Proto.VeSchedule() },
            IddpmSchedule => new Proto.Schedule { Iddpm = new Proto.IddpmSchedule() },
            CosineSchedule => new Proto.Schedule { Cosine = new Proto.CosineSchedule() },
            CustomSchedule custom => new Proto.Schedule { Custom = new Proto.CustomSchedule { Sigmas = { custom.Sigmas } } },
            _ => throw new ArgumentException($"{spec.GetType().Name} has no message.", nameof(spec)),
        };
        if (spec.SigmaMin is { } low)
        {
            schedule.SigmaMin = low;
        }

        if (spec.SigmaMax is { } high)
        {
            schedule.SigmaMax = high;
        }

        return schedule;
    }

    private static Proto.EdmSchedule Edm(EdmSchedule spec)
    {
        var edm = new Proto.EdmSchedule();
        if (spec.Rho is { } rho)
        {
            edm.Rho = rho;
        }

        return edm;
    }

    private static Proto.VpSchedule Vp(VpSchedule spec)
    {
        var vp = new Proto.VpSchedule();
        if (spec.BetaMin is { } low)
        {
            vp.BetaMin = low;
        }

        if (spec.BetaMax is { } high)
        {
            vp.BetaMax = high;
        }

        return vp;
    }
}
