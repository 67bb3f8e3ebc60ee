using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>|target - position|^2 at one frame.</summary>
public sealed record WaypointLoss : TrajectoryLoss
{
    /// <summary>The frame, from 0.</summary>
    public required int Frame { get; init; }

    /// <summary>The position to pass, one number per column.</summary>
    public required double[] Target { get; init; }

    internal override void Check(Violations found, JsonPointer at)
    {
        base.Check(found, at);
        found.AtLeast(Frame, 0, at["frame"]);
        found.Finite(Target, at["target"]);
    }
}
