namespace GenPhys.Inference.Processes;

/// <summary>Karras et al. 2022: sigma(t) = t, no scaling; the drift is 0 and g(t) = sqrt(2 t).</summary>
public sealed class EdmProcess : DiffusionProcess
{
    /// <summary>Creates the process.</summary>
    /// <param name="sigmaMin">Smallest noise level, above 0; default 0.002.</param>
    /// <param name="sigmaMax">Noise level of the prior, above <paramref name="sigmaMin"/>; default 80.</param>
    /// <exception cref="ArgumentOutOfRangeException">The levels are not finite and ordered.</exception>
    public EdmProcess(double sigmaMin = 0.002, double sigmaMax = 80)
    {
        RequireOrdered(sigmaMin, sigmaMax, nameof(sigmaMin), nameof(sigmaMax));
        SigmaMin = sigmaMin;
        SigmaMax = sigmaMax;
    }

    /// <inheritdoc/>
    public override string Kind => "edm";

    /// <inheritdoc/>
    public override double SigmaMin { get; }

    /// <inheritdoc/>
    public override double SigmaMax { get; }

    /// <inheritdoc/>
    public override DiffusionKernel Kernel(double t) => new(1, t);

    /// <inheritdoc/>
    public override double Time(double sigma) => sigma;

    /// <inheritdoc/>
    public override double Drift(double t) => 0;

    /// <inheritdoc/>
    public override double Diffusion(double t) => Math.Sqrt(2 * t);
}
