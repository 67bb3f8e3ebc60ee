using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>
/// -log sigmoid(-k (n.x - b)) = softplus(k (n.x - b)): soft membership of the half-space n.x ≤ b (Song et al. 2023, "Loss-guided diffusion
/// models", section 6.1).
/// </summary>
public sealed record LogisticLoss : LossSpec
{
    /// <summary>n, one number per coordinate of a sample.</summary>
    public required double[] Normal { get; init; }

    /// <summary>b; 0 by default.</summary>
    public double? Offset { get; init; }

    /// <summary>k, above 0; 1 by default.</summary>
    public double? Steepness { get; init; }

    internal override void Check(Violations found, JsonPointer at)
    {
        base.Check(found, at);
        found.Finite(Normal, at["normal"]);
        found.AtLeast(Offset, double.MinValue, at["offset"]);
        found.Above(Steepness, 0, at["steepness"]);
    }
}
