using GenPhys.Contracts.Validation;
using Proto = GenPhys.Protos.V1;

namespace GenPhys.Contracts.Mapping;

/// <summary>Restart intervals in protobuf.</summary>
public static class RestartMapping
{
    /// <summary>The contract of a message.</summary>
    /// <param name="restart">The message.</param>
    /// <param name="at">Where it stands in the request.</param>
    /// <returns>The contract; its values are yet to be checked.</returns>
    /// <exception cref="GenPhysException"><see cref="ErrorCode.Validation"/>: the placement is not a known one.</exception>
    public static RestartSpec ToContract(this Proto.Restart restart, JsonPointer at)
    {
        ArgumentNullException.ThrowIfNull(restart);
        return new RestartSpec
        {
            TMin = restart.TMin,
            TMax = restart.TMax,
            Points = restart.Points,
            Repeats = restart.Repeats,
            Placement = restart.HasPlacement ? Placement(restart.Placement, at["placement"]) : null,
            SNoise = restart.HasSNoise ? restart.SNoise : null,
        };
    }

    /// <summary>The message of a contract.</summary>
    /// <param name="spec">The contract.</param>
    /// <returns>The message.</returns>
    public static Proto.Restart ToProto(this RestartSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var restart = new Proto.Restart { TMin = spec.TMin, TMax = spec.TMax, Points = spec.Points, Repeats = spec.Repeats };
        if (spec.Placement is { } placement)
        {
            restart.Placement = placement switch
            {
                RestartPlacement.Nearest => Proto.RestartPlacement.Nearest,
                RestartPlacement.NearestLog => Proto.RestartPlacement.NearestLog,
                RestartPlacement.Insert => Proto.RestartPlacement.Insert,
                _ => throw new ArgumentOutOfRangeException(nameof(spec), placement, "The placement has no value in protobuf."),
            };
        }

        if (spec.SNoise is { } noise)
        {
            restart.SNoise = noise;
        }

        return restart;
    }

    private static RestartPlacement Placement(Proto.RestartPlacement placement, JsonPointer at) => placement switch
    {
        Proto.RestartPlacement.Nearest => RestartPlacement.Nearest,
        Proto.RestartPlacement.NearestLog => RestartPlacement.NearestLog,
        Proto.RestartPlacement.Insert => RestartPlacement.Insert,
        _ => throw new GenPhysException(ErrorCode.Validation, "placement is not a known one; leave it out, or use NEAREST, NEAREST_LOG or INSERT.", at.ToString()),
    };
}
