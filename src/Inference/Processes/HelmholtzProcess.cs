namespace GenPhys.Inference.Processes;

/// <summary>
/// The Helmholtz flow phi_tt + nabla^2 phi + k0^2 phi = 0 (GenPhys, table 1). With rho = sqrt(t^2 + r^2) and nu = (N - 1)/2 its kernel is
/// p = -(k0 t/2 rho) (k0/2 pi rho)^nu Y_{nu+1}(k0 rho), its flow that of Poisson, and particles are born at the rate
/// (k0 rho/t) Y_nu/Y_{nu+1}. The level is t.
/// </summary>
/// <remarks>
/// The kernel is positive up to the first zero of Y_{nu+1} only, and growing births end at the first zero r_c of Y_nu. The prior is the
/// kernel cut at k0 rho = r_c, so this process is a marginal one: it serves data that are small beside 1/k0.
/// </remarks>
public sealed class HelmholtzProcess : TimedProcess
{
    // k0 T below this is inside r_c in every dimension (the least r_c is 0.8936, at N = 1).
    private const double DefaultPhase = 0.4;

    /// <summary>Creates the process.</summary>
    /// <param name="k0">Wave number k0, above 0.</param>
    /// <param name="timeMin">Smallest time, above 0; default 0.001.</param>
    /// <param name="timeMax">Time of the prior; default 40, or 0.4/k0 where that is less.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of range.</exception>
    public HelmholtzProcess(double k0, double? timeMin = null, double? timeMax = null)
    {
        RequirePositive(k0, nameof(k0), "; the limit 0 is the process poisson");
        K0 = k0;
        SetTimes(timeMin, timeMax, Math.Min(DefaultLargest, DefaultPhase / k0));
    }

    /// <summary>k0.</summary>
    public double K0 { get; }

    /// <inheritdoc/>
    public override string Kind => "helmholtz";

    /// <inheritdoc/>
    public override bool HasBirthAndDeath => true;

    /// <inheritdoc/>
    public override double Level(double t) => t;

    /// <inheritdoc/>
    public override double Time(double sigma) => sigma;

    /// <inheritdoc/>
    public override IEnumerable<(string Member, string Problem)> Problems(int dimension, double radius = 0)
    {
        var nu = 0.5 * (dimension - 1);
        var (births, positive) = (BesselFunctions.FirstZeroY(nu), BesselFunctions.FirstZeroY(nu + 1));
        if (!(K0 * TimeMax < births))
        {
            yield return (
                "timeMax",
                $"k0 times timeMax is {K0 * TimeMax:G4}, but in {dimension} dimension(s) the Helmholtz kernel is a density whose births grow only below the first zero of Y_{nu}, {births:G6}. Take timeMax below {births / K0:G4}, or a smaller k0.");
        }

        if (!(K0 * radius < positive - births))
        {
            yield return (
                "k0",
                $"The data reach {radius:G4} from the origin, where the Helmholtz kernel may turn negative, beyond the first zero of Y_{nu + 1}. Take k0 below {(positive - births) / radius:G4}, or scale the data down.");
        }
    }

    /// <inheritdoc/>
    protected override ProcessNoise NoiseAfter(double t) => new(new HelmholtzLaw(K0, t), 1);

    /// <summary>The log kernel; minus infinity where the kernel is not positive. Its mass over all space is not finite.</summary>
    /// <param name="d2">Squared distance.</param>
    /// <param name="sigma">Level t.</param>
    /// <param name="dimension">Coordinates N.</param>
    /// <returns>Nats.</returns>
    public override double LogKernel(double d2, double sigma, int dimension)
    {
        var nu = 0.5 * (dimension - 1);
        var rho = Math.Sqrt((sigma * sigma) + d2);
        var (_, upper, scale) = BesselFunctions.PairY(nu, K0 * rho);
        return upper < 0 && K0 * rho < BesselFunctions.FirstZeroY(nu + 1)
            ? Math.Log(0.5 * K0 * sigma / rho) + (nu * Math.Log(K0 / (2 * Math.PI * rho))) + Math.Log(-upper) + scale
            : double.NegativeInfinity;
    }

    /// <inheritdoc/>
    public override double LogKernelSlope(double d2, double sigma, int dimension)
    {
        // d/dz (z^(-mu) Y_mu(z)) = -z^(-mu) Y_{mu+1}(z).
        var rho = Math.Sqrt((sigma * sigma) + d2);
        var (lower, upper, _) = BesselFunctions.PairY(0.5 * (dimension + 1), K0 * rho);
        return -0.5 * K0 / rho * upper / lower;
    }

    /// <inheritdoc/>
    public override double GrowthRate(double d2, double sigma, int dimension)
    {
        var z = K0 * Math.Sqrt((sigma * sigma) + d2);
        var (lower, upper, _) = BesselFunctions.PairY(0.5 * (dimension - 1), z);
        return z * lower / upper;
    }
}
