using System.Text.Json.Serialization;

namespace GenPhys.Inference.Preconditioning;

/// <summary>
/// The preconditioning of Karras et al. 2022 (Table 1, column "Ours"):
/// c_skip = σ_d²/(σ² + σ_d²), c_out = σ σ_d/√(σ² + σ_d²), c_in = 1/√(σ² + σ_d²), c_noise = ¼ ln σ.
/// </summary>
public sealed record EdmPreconditioner : Preconditioner
{
    /// <summary>σ_d, the root mean square of the data per coordinate; greater than 0, default 0.5 (images in [−1, 1]).</summary>
    public double SigmaData { get; init; } = 0.5;

    /// <summary>Which c_out is used; default <see cref="EdmOutputScale.Edm"/>.</summary>
    [JsonPropertyName("cout")]
    public EdmOutputScale OutputScale { get; init; } = EdmOutputScale.Edm;

    /// <inheritdoc/>
    public override IEnumerable<(string Member, string Problem)> Problems()
    {
        if (!(SigmaData > 0) || double.IsInfinity(SigmaData))
        {
            yield return ("sigmaData", "must be a positive finite number");
        }
    }

    /// <inheritdoc/>
    protected override PreconditioningCoefficients Evaluate(double sigma)
    {
        var variance = sigma * sigma + SigmaData * SigmaData;
        var deviation = Math.Sqrt(variance);
        return new PreconditioningCoefficients(
            CSkip: SigmaData * SigmaData / variance,
            COut: OutputScale == EdmOutputScale.Sigma ? sigma : sigma * SigmaData / deviation,
            CIn: 1 / deviation,
            CNoise: 0.25 * Math.Log(sigma));
    }
}
