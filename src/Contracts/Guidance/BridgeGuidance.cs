using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>
/// A bridge to a set of allowed samples that the model was not trained with: the drift -gamma(sigma) grad l, with l half the squared distance, w = weight and noise in data
/// units (Naderiparizi et al. 2025, "Constrained generative modeling with manually bridged diffusion models", eq. 7). Several bridges add up to one to the sets'
/// intersection. Weight 1 makes the last step a projection; above 2 it overshoots.
/// </summary>
public sealed record BridgeGuidance : GuidanceSpec
{
    /// <summary>The set.</summary>
    public required ConstraintSpec To { get; init; }

    /// <summary>The drift; <see cref="BridgeForm.Manual"/> by default.</summary>
    public BridgeForm? Form { get; init; }

    /// <summary>The factor gamma; <see cref="BridgeSchedule.Vanishing"/> by default.</summary>
    public BridgeSchedule? Gamma { get; init; }

    /// <summary>
    /// sigma_d, above 0, in data units: the distance is taken at x / nu with nu = sqrt(1 + sigma^2 / sigma_d^2), so that noise does not blow shapes up; without it, at x.
    /// </summary>
    public double? SigmaData { get; init; }

    /// <summary>How far inside the set the pull begins, 0 or more, in data units; 0 by default. Verification keeps the true set.</summary>
    public double? Margin { get; init; }

    /// <summary>Coordinates that the bridge leaves alone, such as sizes of agents, which could obey by shrinking.</summary>
    public int[]? Frozen { get; init; }

    internal override void Check(Violations found, JsonPointer at, SampleLimits limits)
    {
        base.Check(found, at, limits);
        To.Check(found, at["to"], limits.Constraints);
        found.Above(SigmaData, 0, at["sigmaData"]);
        found.AtLeast(Margin, 0, at["margin"]);
        found.Indices(Frozen, at["frozen"]);
        if (Form == BridgeForm.Diffusion)
        {
            (string Member, bool Present)[] members = [("gamma", Gamma is not null), ("sigmaData", SigmaData is not null), ("margin", Margin is not null)];
            foreach (var (member, _) in members.Where(m => m.Present))
            {
                found.Add(ErrorCode.Validation, at[member], $"{member} does not belong to a diffusion bridge, which has no free parameter; leave it out.");
            }
        }
    }
}
