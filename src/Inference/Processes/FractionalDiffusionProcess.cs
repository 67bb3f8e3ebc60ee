namespace GenPhys.Inference.Processes;

/// <summary>
/// Fractional diffusion phi_t + (-nabla^2)^beta phi = 0 (GenPhys, table 2), whose kernels are the isotropic stable laws of index
/// alpha = 2 beta. They are self-similar, p = t^(-N/alpha) g(r/t^(1/alpha)), so that dx/dt = (x - y)/(alpha t) and the level is
/// sigma = t^(1/alpha). beta = 1 is diffusion, beta = 1/2 is Poisson; above 1 the kernel changes sign.
/// </summary>
public class FractionalDiffusionProcess : TimedProcess
{
    /// <summary>The smallest beta that is served: below it draws leave the floating-point range.</summary>
    public const double LeastBeta = 0.2;

    /// <summary>The largest beta below 1 that is served.</summary>
    public const double LargestBeta = 0.98;

    /// <summary>Creates the process.</summary>
    /// <param name="beta">beta, 0.2 to 0.98; the tails of small beta are astronomically heavy, 0.5 and more is sound.</param>
    /// <param name="timeMin">Smallest time, above 0; by default that of level 0.001.</param>
    /// <param name="timeMax">Time of the prior; by default that of level 40.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of range.</exception>
    public FractionalDiffusionProcess(double beta, double? timeMin = null, double? timeMax = null)
    {
        if (beta > 1)
        {
            throw new ArgumentOutOfRangeException(
                nameof(beta), beta, "Above beta = 1 the kernel of fractional diffusion changes sign, so it is no density; beta must be 0.2 to 0.98.");
        }

        if (!(beta >= LeastBeta && beta <= LargestBeta))
        {
            throw new ArgumentOutOfRangeException(
                nameof(beta), beta, "beta must be 0.2 to 0.98: below, draws leave the range of 64-bit numbers; at 1 it is the process diffusion.");
        }

        Beta = beta;
        SetTimes(timeMin, timeMax);
    }

    /// <summary>beta.</summary>
    public double Beta { get; }

    /// <inheritdoc/>
    public override string Kind => "fractionalDiffusion";

    /// <inheritdoc/>
    public override double Level(double t) => Math.Pow(t, 0.5 / Beta);

    /// <inheritdoc/>
    public override double Time(double sigma) => Math.Pow(sigma, 2 * Beta);

    /// <inheritdoc/>
    protected override ProcessNoise NoiseAfter(double t) => new(new StableClock(Beta), Level(t));

    /// <inheritdoc/>
    public override double LogKernel(double d2, double sigma, int dimension) =>
        StableKernel.Of(Beta, dimension).LogDensity(d2 / (sigma * sigma)) - (dimension * Math.Log(sigma));

    /// <inheritdoc/>
    public override double LogKernelSlope(double d2, double sigma, int dimension) =>
        StableKernel.Of(Beta, dimension).Slope(d2 / (sigma * sigma)) / (sigma * sigma);
}
