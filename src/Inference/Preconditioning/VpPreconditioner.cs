namespace GenPhys.Inference.Preconditioning;

/// <summary>
/// The variance-preserving parameterisation of Song et al. 2021 in the form of Karras et al. 2022, Table 1:
/// c_skip = 1, c_out = −σ, c_in = 1/√(σ² + 1), c_noise = (M − 1) t with σ(t) = √(exp(½ β_d t² + β_min t) − 1).
/// </summary>
public sealed record VpPreconditioner : Preconditioner
{
    /// <summary>β_min, the noise rate at t = 0; not negative, default 0.1.</summary>
    public double BetaMin { get; init; } = 0.1;

    /// <summary>β_max, the noise rate at t = 1; greater than β_min, default 20.</summary>
    public double BetaMax { get; init; } = 20;

    /// <summary>M, the number of discrete steps the network was trained with; at least 2, default 1000.</summary>
    public int Steps { get; init; } = 1000;

    /// <inheritdoc/>
    public override IEnumerable<(string Member, string Problem)> Problems() =>
        VpClock.Problems(BetaMin, BetaMax, Steps);

    /// <inheritdoc/>
    protected override PreconditioningCoefficients Evaluate(double sigma) =>
        new(
            CSkip: 1,
            COut: -sigma,
            CIn: 1 / Math.Sqrt(sigma * sigma + 1),
            CNoise: (Steps - 1) * VpClock.Time(sigma, BetaMin, BetaMax));
}
