namespace GenPhys.Inference.Processes;

/// <summary>
/// Song et al. 2021, VE: sigma(t) = sigma_min (sigma_max / sigma_min)^t on t in [0, 1]. The kernel keeps sigma(t)^2 as
/// its variance; started exactly at t = 0 it would be sigma(t)^2 - sigma_min^2, so the data count as already blurred by
/// sigma_min.
/// </summary>
public sealed class VarianceExplodingProcess : DiffusionProcess
{
    private readonly double _logRatio;

    /// <summary>Creates the process.</summary>
    /// <param name="sigmaMin">Noise level at t = 0, above 0; default 0.01.</param>
    /// <param name="sigmaMax">Noise level at t = 1; default 50.</param>
    /// <exception cref="ArgumentOutOfRangeException">The levels are not finite and ordered.</exception>
    public VarianceExplodingProcess(double sigmaMin = 0.01, double sigmaMax = 50)
    {
        RequireOrdered(sigmaMin, sigmaMax, nameof(sigmaMin), nameof(sigmaMax));
        SigmaMin = sigmaMin;
        SigmaMax = sigmaMax;
        _logRatio = Math.Log(sigmaMax / sigmaMin);
    }

    /// <inheritdoc/>
    public override string Kind => "ve";

    /// <inheritdoc/>
    public override double SigmaMin { get; }

    /// <inheritdoc/>
    public override double SigmaMax { get; }

    /// <inheritdoc/>
    public override DiffusionKernel Kernel(double t) => new(1, SigmaMin * Math.Exp(t * _logRatio));

    /// <inheritdoc/>
    public override double Time(double sigma) => Math.Log(sigma / SigmaMin) / _logRatio;

    /// <inheritdoc/>
    public override double Drift(double t) => 0;

    /// <inheritdoc/>
    public override double Diffusion(double t) => Kernel(t).Sigma * Math.Sqrt(2 * _logRatio);
}
