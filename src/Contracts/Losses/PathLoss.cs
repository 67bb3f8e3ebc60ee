using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>The sum over frames of |target - position|^2 (Song et al. 2023, "Loss-guided diffusion models", eq. 14).</summary>
public sealed record PathLoss : TrajectoryLoss
{
    /// <summary>Positions to follow, one list per frame, one number per column.</summary>
    public required double[][] Targets { get; init; }

    /// <summary>The frames that the targets belong to, each named once; all frames in order by default.</summary>
    public int[]? Frames { get; init; }

    internal override void Check(Violations found, JsonPointer at)
    {
        base.Check(found, at);
        found.NotEmpty(Targets.Length, at["targets"]);
        for (var i = 0; i < Targets.Length; i++)
        {
            found.Finite(Targets[i], at["targets"][i]);
        }

        found.Indices(Frames, at["frames"]);
        found.Count(Frames?.Length, Targets.Length, at["frames"]);
    }
}
