namespace GenPhys.Inference.Preconditioning;

/// <summary>
/// A network that predicts D, ε or s directly, in VE or VP coordinates, by the identities
/// s = (D − x)/σ², ε = (x − D)/σ = −σ s. A VP score is taken to VE coordinates by s_ve = √α s_vp, α = 1/(1 + σ²).
/// </summary>
public sealed record RawPreconditioner : Preconditioner
{
    /// <summary>What the network predicts.</summary>
    public required RawOutput Output { get; init; }

    /// <summary>The coordinates it reads; default <see cref="RawInput.VarianceExploding"/>.</summary>
    public RawInput Input { get; init; } = RawInput.VarianceExploding;

    /// <summary>What it is told about the noise level; default <see cref="RawNoise.Sigma"/>.</summary>
    public RawNoise Noise { get; init; } = RawNoise.Sigma;

    /// <summary>β_min of the VP clock, read by the rules <c>vpTime</c> and <c>vpStep</c> only; default 0.1.</summary>
    public double BetaMin { get; init; } = 0.1;

    /// <summary>β_max of the VP clock, read by the rules <c>vpTime</c> and <c>vpStep</c> only; default 20.</summary>
    public double BetaMax { get; init; } = 20;

    /// <summary>M of the VP clock, read by the rule <c>vpStep</c> only; default 1000.</summary>
    public int Steps { get; init; } = 1000;

    /// <inheritdoc/>
    public override IEnumerable<(string Member, string Problem)> Problems() =>
        VpClock.Problems(BetaMin, BetaMax, Steps);

    /// <inheritdoc/>
    protected override PreconditioningCoefficients Evaluate(double sigma)
    {
        var cIn = Input == RawInput.VariancePreserving ? 1 / Math.Sqrt(1 + sigma * sigma) : 1;
        var (cSkip, cOut) = Output switch
        {
            RawOutput.Denoised => (0.0, 1.0),
            RawOutput.Noise => (1.0, -sigma),
            RawOutput.Score => (1.0, sigma * sigma * cIn),
            _ => throw new InvalidOperationException($"Output {Output} has no identity to the denoiser."),
        };
        var cNoise = Noise switch
        {
            RawNoise.Sigma => sigma,
            RawNoise.LogSigma => Math.Log(sigma),
            RawNoise.VpTime => VpClock.Time(sigma, BetaMin, BetaMax),
            RawNoise.VpStep => (Steps - 1) * VpClock.Time(sigma, BetaMin, BetaMax),
            _ => throw new InvalidOperationException($"Noise rule {Noise} is not known."),
        };
        return new PreconditioningCoefficients(cSkip, cOut, cIn, cNoise);
    }
}
