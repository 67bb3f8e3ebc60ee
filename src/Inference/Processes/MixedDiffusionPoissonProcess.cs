namespace GenPhys.Inference.Processes;

/// <summary>
/// The mixed flow a phi_tt - b phi_t + nabla^2 phi = 0 (GenPhys, table 2): Poisson near the data, diffusion far from them, changing over
/// where rho/sqrt(a) is about sqrt(a)/b. Its kernel is a normal-inverse-Gaussian law, with Lambda = t^2/2a, A = Lambda + r^2/2,
/// B = b^2/2a, n = (N + 1)/2: p = sqrt(Lambda/2 pi) (4 pi)^(-N/2) e^(b t/2a) 2 (A/B)^(-n/2) K_n(sqrt(A B)).
/// </summary>
/// <remarks>
/// The level sigma = t/sqrt(a + b t/2) is Poisson's t/sqrt(a) at small times and diffusion's sqrt(2t/b) at large ones; between them the
/// flow of a datum is c (x - y) with c near 1, so that x - D is not quite x minus the posterior mean.
/// </remarks>
public sealed class MixedDiffusionPoissonProcess : TimedProcess
{
    private const double RelativeStep = 1e-4;
    private readonly double _a;
    private readonly double _b;

    /// <summary>Creates the process.</summary>
    /// <param name="a">a, above 0.</param>
    /// <param name="b">b, above 0.</param>
    /// <param name="timeMin">Smallest time, above 0; by default that of level 0.001.</param>
    /// <param name="timeMax">Time of the prior; by default that of level 40.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of range.</exception>
    public MixedDiffusionPoissonProcess(double a, double b, double? timeMin = null, double? timeMax = null)
    {
        RequirePositive(a, nameof(a), "; the limit 0 is the process diffusion, with time t/b");
        RequirePositive(b, nameof(b), "; the limit 0 is the process poisson, with time t/sqrt(a)");
        (_a, _b) = (a, b);
        SetTimes(timeMin, timeMax);
    }

    /// <inheritdoc/>
    public override string Kind => "mixedDiffusionPoisson";

    /// <inheritdoc/>
    public override bool HasUnitDisplacement => false;

    /// <inheritdoc/>
    public override double Level(double t) => t / Math.Sqrt(_a + (0.5 * _b * t));

    /// <inheritdoc/>
    public override double Time(double sigma)
    {
        var half = 0.25 * _b * sigma * sigma;
        return half + (sigma * Math.Sqrt((0.0625 * _b * _b * sigma * sigma) + _a));
    }

    /// <inheritdoc/>
    protected override ProcessNoise NoiseAfter(double t) => new(new InverseGaussianClock(t / _b, 0.5 * t * t / _a), 1);

    /// <inheritdoc/>
    public override double LogKernel(double d2, double sigma, int dimension)
    {
        var t = Time(sigma);
        var n = 0.5 * (dimension + 1);
        var (lambda, B) = (0.5 * t * t / _a, 0.5 * _b * _b / _a);
        var A = lambda + (0.5 * d2);
        var (z, z0) = (Math.Sqrt(A * B), 0.5 * _b * t / _a);

        // z0 - z = -(r^2 B/2)/(z + z0), with K scaled by e^z.
        return (0.5 * Math.Log(lambda / (2 * Math.PI))) - (0.5 * dimension * Math.Log(4 * Math.PI)) + Math.Log(2)
            - (0.5 * n * Math.Log(A / B)) + BesselFunctions.LogScaledK(n, z) - (0.5 * d2 * B / (z + z0));
    }

    /// <inheritdoc/>
    public override double LogKernelSlope(double d2, double sigma, int dimension)
    {
        // z^(-n) K_n(z) falls at the rate K_{n+1}/K_n in z.
        var t = Time(sigma);
        var B = 0.5 * _b * _b / _a;
        var z = Math.Sqrt(((0.5 * t * t / _a) + (0.5 * d2)) * B);
        return -0.25 * B / (z * BesselFunctions.RatioK(0.5 * (dimension + 1), z));
    }

    /// <inheritdoc/>
    public override double DisplacementFactor(double d2, double sigma, int dimension)
    {
        // In units of the equation t b/a and r b/sqrt(a); d ln sigma/d ln t = (4 + tau)/(4 + 2 tau).
        var tau = Time(sigma) * _b / _a;
        var z = 0.5 * Math.Sqrt((tau * tau) + (d2 * _b * _b / _a));
        return MixedDisplacement.Of(dimension).At(z, 0.5 * tau / z) * (4 + (2 * tau)) / (4 + tau);
    }

    /// <inheritdoc/>
    public override double DisplacementSlope(double d2, double sigma, int dimension)
    {
        var t = Time(sigma);
        var h = RelativeStep * (d2 + (t * t / _a));
        var low = Math.Max(0, d2 - h);
        return (DisplacementFactor(d2 + h, sigma, dimension) - DisplacementFactor(low, sigma, dimension)) / (d2 + h - low);
    }
}
