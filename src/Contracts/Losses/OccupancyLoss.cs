using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>
/// sum over frames of sigmoid(-k u): close to 1 inside of a region and to 0 outside, so that samples keep out of it (Song et al. 2023, "Loss-guided
/// diffusion models", eq. 15). <c>weight</c> is the height of the wall.
/// </summary>
public sealed record OccupancyLoss : TrajectoryLoss
{
    /// <summary>The region to keep out of, on as many coordinates as a position has.</summary>
    public required ConstraintSpec Of { get; init; }

    /// <summary>u: the signed distance to the region (the default), or for a disc |p - center|^2 - radius^2.</summary>
    public OccupancyForm? Form { get; init; }

    /// <summary>k, above 0; 50 by default.</summary>
    public double? Steepness { get; init; }

    internal override void Check(Violations found, JsonPointer at)
    {
        base.Check(found, at);
        found.Above(Steepness, 0, at["steepness"]);
    }
}
