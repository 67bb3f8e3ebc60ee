namespace GenPhys.Inference.Preconditioning;

/// <summary>
/// A network that predicts the mean of a Gaussian component of deviation s: with tau^2 = sigma^2 + s^2 the score (F - x)/tau^2 of that component gives
/// D = x + sigma^2 (F - x)/tau^2, so c_skip = s^2/tau^2 and c_out = sigma^2/tau^2 (the analytic skeleton of Xu et al. 2024, "DisCo-Diff", appendix on the toy).
/// c_out falls as sigma^2 below s, where 1/c_out^2 would weigh little else, so the loss has EDM's weight (sigma^2 + sigma_d^2)/(sigma sigma_d)^2.
/// It reads x/sqrt(sigma^2 + sigma_d^2) and ln(sigma)/4, as Karras et al. 2022, Table 1.
/// </summary>
public sealed record ComponentPreconditioner : Preconditioner
{
    /// <summary>s, the deviation of a component, above 0, in normalised units.</summary>
    public required double ComponentDeviation { get; init; }

    /// <summary>sigma_d, the deviation of the data, above 0, in normalised units; default 0.5.</summary>
    public double SigmaData { get; init; } = 0.5;

    /// <inheritdoc/>
    public override IEnumerable<(string Member, string Problem)> Problems()
    {
        if (!(ComponentDeviation > 0) || double.IsInfinity(ComponentDeviation))
        {
            yield return ("componentDeviation", "must be a positive finite number");
        }

        if (!(SigmaData > 0) || double.IsInfinity(SigmaData))
        {
            yield return ("sigmaData", "must be a positive finite number");
        }
    }

    /// <inheritdoc/>
    protected override PreconditioningCoefficients Evaluate(double sigma)
    {
        var (noise, own, data) = (sigma * sigma, ComponentDeviation * ComponentDeviation, SigmaData * SigmaData);
        return new PreconditioningCoefficients(
            CSkip: own / (noise + own), COut: noise / (noise + own), CIn: 1 / Math.Sqrt(noise + data), CNoise: 0.25 * Math.Log(sigma), Weight: (noise + data) / (noise * data));
    }
}
