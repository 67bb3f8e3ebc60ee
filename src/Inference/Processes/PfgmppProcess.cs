using GenPhys.Inference.Engine;

namespace GenPhys.Inference.Processes;

/// <summary>
/// PFGM++ (Xu et al. 2023): charges in D augmented dimensions, carried in sigma = r/sqrt(D). The flow dx/dsigma = (x - D)/sigma is
/// that of EDM for every D; kernel and prior are Student-t with D degrees of freedom, and become Gaussian as D goes to infinity.
/// </summary>
public class PfgmppProcess : GenerativeProcess
{
    private readonly NoiseLaw _law;

    /// <summary>Creates the process.</summary>
    /// <param name="augmentedDimension">D, any number above 0, or positive infinity for EDM.</param>
    /// <param name="sigmaMin">Smallest level, above 0; default 0.002.</param>
    /// <param name="sigmaMax">Level of the prior; default 80.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of range.</exception>
    public PfgmppProcess(double augmentedDimension, double sigmaMin = 0.002, double sigmaMax = 80)
    {
        if (!(augmentedDimension > 0))
        {
            throw new ArgumentOutOfRangeException(
                nameof(augmentedDimension), augmentedDimension, "augmentedDimension must be above 0.");
        }

        RequireOrdered(sigmaMin, sigmaMax, nameof(sigmaMin), nameof(sigmaMax));
        AugmentedDimension = augmentedDimension;
        SigmaMin = sigmaMin;
        SigmaMax = sigmaMax;
        _law = double.IsInfinity(augmentedDimension) ? NoiseLaw.Gaussian : new StudentLaw(augmentedDimension);
    }

    /// <summary>D.</summary>
    public double AugmentedDimension { get; }

    /// <inheritdoc/>
    public override string Kind => "pfgmpp";

    /// <inheritdoc/>
    public override double SigmaMin { get; }

    /// <inheritdoc/>
    public override double SigmaMax { get; }

    /// <inheritdoc/>
    public override bool HasReverseSde => double.IsInfinity(AugmentedDimension);

    /// <inheritdoc/>
    public override ProcessNoise Noise(double sigma) => new(_law, sigma);

    /// <summary>
    /// Kernel noise whose second moment is that of the way from one level to the other, sigma^2 = high^2 - low^2; for D = 1,
    /// where the Cauchy law is closed under convolution, the exact high - low.
    /// </summary>
    /// <param name="low">Level to start from.</param>
    /// <param name="high">Level to reach.</param>
    /// <returns>Law and scale.</returns>
    public override ProcessNoise? Jump(double low, double high) =>
        new(_law, AugmentedDimension == 1 ? high - low : Math.Sqrt((high - low) * (high + low)));

    /// <inheritdoc/>
    public override double LogKernelRatio(double d2, double reference, double sigma, int dimension)
    {
        if (double.IsInfinity(AugmentedDimension))
        {
            return base.LogKernelRatio(d2, reference, sigma, dimension);
        }

        var r2 = sigma * sigma * AugmentedDimension;
        return -0.5 * (dimension + AugmentedDimension) * SpecialFunctions.LogOnePlus((d2 - reference) / (reference + r2));
    }

    /// <inheritdoc/>
    public override double LogKernelSlope(double d2, double sigma, int dimension) => double.IsInfinity(AugmentedDimension)
        ? base.LogKernelSlope(d2, sigma, dimension)
        : -0.5 * (dimension + AugmentedDimension) / (d2 + (sigma * sigma * AugmentedDimension));

    /// <inheritdoc/>
    public override double LogKernel(double d2, double sigma, int dimension)
    {
        if (double.IsInfinity(AugmentedDimension))
        {
            return base.LogKernel(d2, sigma, dimension);
        }

        // log p = lnG((N+D)/2) - lnG(D/2) - N/2 ln(pi r^2) - (N+D)/2 ln(1 + d^2/r^2) with r = sigma sqrt(D).
        var r2 = sigma * sigma * AugmentedDimension;
        return SpecialFunctions.LogGammaDifference(0.5 * AugmentedDimension, 0.5 * dimension)
            - (0.5 * dimension * Math.Log(Math.PI * r2))
            - (0.5 * (dimension + AugmentedDimension) * SpecialFunctions.LogOnePlus(d2 / r2));
    }
}
