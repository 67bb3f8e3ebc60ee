namespace GenPhys.Inference.Processes;

/// <summary>The Gaussian kernel of a diffusion at one time: x_t = A x_0 + Sigma n with n standard normal.</summary>
/// <param name="A">Signal scale a_t, above 0.</param>
/// <param name="Sigma">Standard deviation sigma_t of the noise, in the process's own units.</param>
public readonly record struct DiffusionKernel(double A, double Sigma)
{
    /// <summary>The noise level in variance-exploding units, sigma_t / a_t.</summary>
    public double NoiseLevel => Sigma / A;
}
