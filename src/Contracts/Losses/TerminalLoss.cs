using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>|target - position|^2 at the last frame (Song et al. 2023, "Loss-guided diffusion models", eq. 15, first part).</summary>
public sealed record TerminalLoss : TrajectoryLoss
{
    /// <summary>The position to end at, one number per column.</summary>
    public required double[] Target { get; init; }

    internal override void Check(Violations found, JsonPointer at)
    {
        base.Check(found, at);
        found.Finite(Target, at["target"]);
    }
}
