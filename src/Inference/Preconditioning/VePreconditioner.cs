namespace GenPhys.Inference.Preconditioning;

/// <summary>
/// The variance-exploding parameterisation of Song et al. 2021 in the form of Karras et al. 2022, Table 1:
/// c_skip = 1, c_out = σ, c_in = 1, c_noise = ln(σ/2).
/// </summary>
public sealed record VePreconditioner : Preconditioner
{
    /// <inheritdoc/>
    protected override PreconditioningCoefficients Evaluate(double sigma) =>
        new(CSkip: 1, COut: sigma, CIn: 1, CNoise: Math.Log(0.5 * sigma));
}
