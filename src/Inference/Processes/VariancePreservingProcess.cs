namespace GenPhys.Inference.Processes;

/// <summary>
/// Song et al. 2021, VP: beta(t) = beta_min + t (beta_max - beta_min) on t in [0, 1], f = -beta/2, g = sqrt(beta).
/// With b(t) = -t^2 (beta_max - beta_min)/4 - t beta_min/2 the kernel is N(e^b x_0, (1 - e^2b) I).
/// </summary>
public sealed class VariancePreservingProcess : DiffusionProcess
{
    private readonly double _betaMin;
    private readonly double _betaSlope;

    /// <summary>Creates the process.</summary>
    /// <param name="betaMin">beta(0), above 0; default 0.1.</param>
    /// <param name="betaMax">beta(1), above <paramref name="betaMin"/>; default 20.</param>
    /// <param name="timeMin">Smallest time a sampler visits, in (0, 1); default 1e-3.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of range.</exception>
    public VariancePreservingProcess(double betaMin = 0.1, double betaMax = 20, double timeMin = 1e-3)
    {
        RequireOrdered(betaMin, betaMax, nameof(betaMin), nameof(betaMax));
        if (!(timeMin > 0 && timeMin < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(timeMin), timeMin, "timeMin must be between 0 and 1.");
        }

        _betaMin = betaMin;
        _betaSlope = betaMax - betaMin;
        SigmaMin = Kernel(timeMin).NoiseLevel;
        SigmaMax = Kernel(1).NoiseLevel;
    }

    /// <inheritdoc/>
    public override string Kind => "vp";

    /// <inheritdoc/>
    public override double SigmaMin { get; }

    /// <inheritdoc/>
    public override double SigmaMax { get; }

    /// <inheritdoc/>
    public override double LatentScale => Kernel(1).A;

    /// <inheritdoc/>
    public override DiffusionKernel Kernel(double t)
    {
        var b = -t * ((0.25 * t * _betaSlope) + (0.5 * _betaMin));
        return new(Math.Exp(b), Math.Sqrt(-SpecialFunctions.ExpMinusOne(2 * b)));
    }

    /// <inheritdoc/>
    public override double Time(double sigma)
    {
        // sigma^2 = e^(-2b) - 1, so -2b = ln(1 + sigma^2) = t^2 slope/2 + t beta_min; the positive root, free of cancellation.
        var c = SpecialFunctions.LogOnePlus(sigma * sigma);
        return 2 * c / (_betaMin + Math.Sqrt((_betaMin * _betaMin) + (2 * _betaSlope * c)));
    }

    /// <inheritdoc/>
    public override double Drift(double t) => -0.5 * (_betaMin + (t * _betaSlope));

    /// <inheritdoc/>
    public override double Diffusion(double t) => Math.Sqrt(_betaMin + (t * _betaSlope));
}
