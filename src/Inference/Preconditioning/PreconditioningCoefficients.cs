namespace GenPhys.Inference.Preconditioning;

/// <summary>
/// The four scalars that turn a raw network F into a denoiser at one noise level:
/// D(x; σ) = c_skip x + c_out F(c_in x; c_noise) (Karras et al. 2022, eq. 7).
/// </summary>
/// <param name="CSkip">Weight of the noisy input x in the output; dimensionless.</param>
/// <param name="COut">Factor of the raw network output, in data units; never 0, may be negative.</param>
/// <param name="CIn">Factor that brings x to the scale the network was trained on.</param>
/// <param name="CNoise">What the network is told about the noise level.</param>
/// <param name="Weight">The weight of the loss where it is not 1/c_out².</param>
public readonly record struct PreconditioningCoefficients(double CSkip, double COut, double CIn, double CNoise, double? Weight = null)
{
    /// <summary>
    /// λ(σ), 1/c_out² unless the parameterisation has another: the weight on ‖D − y‖² under which the regression is unit-weighted on F
    /// (Karras et al. 2022, section 5).
    /// </summary>
    public double LossWeight => Weight ?? 1 / (COut * COut);
}
