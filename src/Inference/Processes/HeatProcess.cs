namespace GenPhys.Inference.Processes;

/// <summary>
/// Diffusion phi_t = nabla^2 phi as its own equation: the kernel is (4 pi t)^(-N/2) exp(-r^2/4t), of variance 2t per coordinate, so that
/// sigma = sqrt(2t) makes it the process of Karras et al. 2022.
/// </summary>
public sealed class HeatProcess : DiffusionProcess
{
    /// <summary>Creates the process.</summary>
    /// <param name="timeMin">Smallest time, above 0; default 5e-7, where sigma is 0.001.</param>
    /// <param name="timeMax">Time of the prior; default 800, where sigma is 40.</param>
    /// <exception cref="ArgumentOutOfRangeException">The times are not finite and ordered.</exception>
    public HeatProcess(double timeMin = 5e-7, double timeMax = 800)
    {
        RequireOrdered(timeMin, timeMax, nameof(timeMin), nameof(timeMax));
        SigmaMin = Math.Sqrt(2 * timeMin);
        SigmaMax = Math.Sqrt(2 * timeMax);
    }

    /// <inheritdoc/>
    public override string Kind => "diffusion";

    /// <inheritdoc/>
    public override double SigmaMin { get; }

    /// <inheritdoc/>
    public override double SigmaMax { get; }

    /// <inheritdoc/>
    public override DiffusionKernel Kernel(double t) => new(1, Math.Sqrt(2 * t));

    /// <inheritdoc/>
    public override double Time(double sigma) => 0.5 * sigma * sigma;

    /// <inheritdoc/>
    public override double Drift(double t) => 0;

    /// <inheritdoc/>
    public override double Diffusion(double t) => Math.Sqrt(2);
}
