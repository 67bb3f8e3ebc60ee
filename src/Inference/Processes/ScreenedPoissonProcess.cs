namespace GenPhys.Inference.Processes;

/// <summary>
/// The screened Poisson (Yukawa) flow phi_tt + nabla^2 phi = m^2 phi (GenPhys, table 1). With rho = sqrt(t^2 + r^2) and
/// nu = (N - 1)/2 its kernel is p = 2 (2 pi)^(-(N+1)/2) (m t/rho) (m/rho)^nu K_{nu+1}(m rho) of mass e^(-m t), its flow that of Poisson,
/// and particles die at the rate (m rho/t) K_nu(m rho)/K_{nu+1}(m rho). The level is t.
/// </summary>
/// <remarks>
/// Importance weights from the kernel's own tails e^(-m rho) would have no variance, so the prior is drawn from the Poisson kernel and
/// starts with the log ratio of the two densities; from a single datum every path then ends with weight 1.
/// </remarks>
public sealed class ScreenedPoissonProcess : TimedProcess
{
    private static readonly StudentLaw Cauchy = new(1);
    private readonly PoissonProcess _poisson = new();

    /// <summary>Creates the process.</summary>
    /// <param name="m">Screening mass m, above 0; errors of the prior grow by e^(m T), so m T of 3 or less is sound.</param>
    /// <param name="timeMin">Smallest time, above 0; default 0.001.</param>
    /// <param name="timeMax">Time T of the prior; default 40, or 3/m where that is less.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of range.</exception>
    public ScreenedPoissonProcess(double m, double? timeMin = null, double? timeMax = null)
    {
        RequirePositive(m, nameof(m), "; the limit 0 is the process poisson");
        M = m;
        SetTimes(timeMin, timeMax, Math.Min(DefaultLargest, 3 / m));
    }

    /// <summary>m.</summary>
    public double M { get; }

    /// <inheritdoc/>
    public override string Kind => "screenedPoisson";

    /// <inheritdoc/>
    public override bool HasBirthAndDeath => true;

    /// <inheritdoc/>
    public override double Level(double t) => t;

    /// <inheritdoc/>
    public override double Time(double sigma) => sigma;

    /// <summary>The proposal: a draw of the Poisson kernel, whose weight is <see cref="LogPriorWeight"/>.</summary>
    /// <param name="t">Time, above 0.</param>
    /// <returns>Law and scale.</returns>
    protected override ProcessNoise NoiseAfter(double t) => new(Cauchy, t);

    /// <summary>A draw of the kernel itself, normalised: the inverse Gaussian clock of mean t/2m and shape t^2/2.</summary>
    /// <param name="t">Time, above 0.</param>
    /// <returns>Law and scale.</returns>
    public ProcessNoise KernelNoise(double t) => new(new InverseGaussianClock(t / (2 * M), 0.5 * t * t), 1);

    /// <inheritdoc/>
    public override double LogKernel(double d2, double sigma, int dimension)
    {
        var nu = 0.5 * (dimension - 1);
        var rho = Math.Sqrt((sigma * sigma) + d2);

        // The mass e^(-m t) is divided out: m t - m rho = -m r^2/(rho + t).
        return Math.Log(2) - (0.5 * (dimension + 1) * Math.Log(2 * Math.PI)) + Math.Log(M * sigma / rho) + (nu * Math.Log(M / rho))
            + BesselFunctions.LogScaledK(nu + 1, M * rho) - (M * d2 / (rho + sigma));
    }

    /// <inheritdoc/>
    public override double LogKernelSlope(double d2, double sigma, int dimension)
    {
        // d/dz (z^(-mu) K_mu(z)) = -z^(-mu) K_{mu+1}(z).
        var rho = Math.Sqrt((sigma * sigma) + d2);
        return -M / (2 * rho * BesselFunctions.RatioK(0.5 * (dimension + 1), M * rho));
    }

    /// <inheritdoc/>
    public override double GrowthRate(double d2, double sigma, int dimension)
    {
        var z = M * Math.Sqrt((sigma * sigma) + d2);
        return -z * BesselFunctions.RatioK(0.5 * (dimension - 1), z);
    }

    /// <inheritdoc/>
    public override double LogPriorWeight(double d2, double sigma, int dimension) =>
        LogKernel(d2, sigma, dimension) - (M * sigma) - _poisson.LogKernel(d2, sigma, dimension);
}
