namespace GenPhys.Inference.Processes;

/// <summary>
/// The dissipative wave phi_tt + 2 epsilon phi_t = nabla^2 phi (GenPhys, table 1) in one dimension, where its kernel is the law of a
/// particle that runs at speed 1 and turns at the rate epsilon (Goldstein 1951, Kac 1974): with s = sqrt(t^2 - r^2), atoms of mass
/// e^(-epsilon t)/2 at r = t and between them e^(-epsilon t)/2 (epsilon I_0(epsilon s) + epsilon t/s I_1(epsilon s)). In more dimensions
/// the kernel is negative behind its front.
/// </summary>
/// <remarks>
/// The level is the standard deviation of the kernel, t at small times and sqrt(t/epsilon) at large ones. On the way back the front of a
/// datum overtakes the samples that end there; from then on they ride it. Data should lie several 1/epsilon apart.
/// </remarks>
public sealed class DissipativeWaveProcess : TimedProcess
{
    // Outside its front a datum has no weight, unless all data are outside; then the nearest front wins.
    private const double OutsideLogWeight = -1e4;
    private const double OutsideSlope = 1e6;
    private const double RelativeStep = 1e-5;

    /// <summary>Creates the process.</summary>
    /// <param name="epsilon">Rate epsilon of turning, above 0.</param>
    /// <param name="timeMin">Smallest time, above 0; by default that of level 0.001.</param>
    /// <param name="timeMax">Time of the prior, epsilon timeMax at least 10; by default that of level 40.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of range.</exception>
    public DissipativeWaveProcess(double epsilon, double? timeMin = null, double? timeMax = null)
    {
        RequirePositive(epsilon, nameof(epsilon), "; the limit 0 is the ideal wave, which keeps the data's fronts and forgets nothing");
        Epsilon = epsilon;
        SetTimes(timeMin, timeMax);
        if (epsilon * TimeMax < 10)
        {
            throw new ArgumentOutOfRangeException(
                nameof(timeMax), TimeMax, $"epsilon times timeMax is {epsilon * TimeMax:G4}; below 10 the fronts still carry mass, and the prior depends on the data.");
        }
    }

    /// <summary>epsilon.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    public override string Kind => "dissipativeWave";

    /// <inheritdoc/>
    public override bool HasUnitDisplacement => false;

    /// <inheritdoc/>
    public override bool HasLikelihood => false;

    /// <inheritdoc/>
    public override IEnumerable<(string Member, string Problem)> Problems(int dimension, double radius = 0)
    {
        if (dimension > 1)
        {
            yield return ("kind", $"In {dimension} dimensions the kernel of the dissipative wave is negative behind its front, so it is no density; it is valid in one.");
        }
    }

    /// <inheritdoc/>
    public override double Level(double t) => Math.Sqrt(0.5 * Bracket(2 * Epsilon * t)) / Epsilon;

    /// <inheritdoc/>
    public override double Time(double sigma)
    {
        // Newton's method on x - 1 + e^(-x) = y with x = 2 epsilon t, y = 2 epsilon^2 sigma^2, from above: convex, so it never overshoots.
        var y = 2 * Epsilon * Epsilon * sigma * sigma;
        var x = y + Math.Sqrt(2 * y);
        for (var i = 0; i < 50; i++)
        {
            var step = (Bracket(x) - y) / -SpecialFunctions.ExpMinusOne(-x);
            x -= step;
            if (Math.Abs(step) <= 1e-15 * x)
            {
                break;
            }
        }

        return 0.5 * x / Epsilon;
    }

    /// <inheritdoc/>
    protected override ProcessNoise NoiseAfter(double t) => new(new TelegraphLaw(Epsilon, t), 1);

    /// <summary>None: a lifted sample would have to remember its direction of motion.</summary>
    /// <param name="low">Level to start from.</param>
    /// <param name="high">Level to reach.</param>
    /// <returns>Null.</returns>
    public override ProcessNoise? Jump(double low, double high) => null;

    /// <summary>The log density between the atoms; their mass e^(-epsilon t) is not part of it.</summary>
    /// <param name="d2">Squared distance.</param>
    /// <param name="sigma">Level.</param>
    /// <param name="dimension">1.</param>
    /// <returns>Nats; far below 0 outside the front.</returns>
    public override double LogKernel(double d2, double sigma, int dimension)
    {
        var t = Time(sigma);
        if (d2 >= t * t)
        {
            return Inside(t, 0) + OutsideLogWeight - (OutsideSlope * ((Math.Sqrt(d2) / t) - 1));
        }

        return Inside(t, Math.Sqrt((t * t) - d2));
    }

    /// <inheritdoc/>
    public override double LogKernelSlope(double d2, double sigma, int dimension) => Difference(d2, sigma, LogKernel);

    /// <inheritdoc/>
    public override double DisplacementFactor(double d2, double sigma, int dimension)
    {
        // d ln sigma/d ln t = t (1 - e^(-2 epsilon t))/(2 epsilon sigma^2).
        var t = Time(sigma);
        var clock = -t * SpecialFunctions.ExpMinusOne(-2 * Epsilon * t) / (2 * Epsilon * sigma * sigma);
        if (d2 >= t * t)
        {
            return 1 / clock;
        }

        // v/r = (epsilon/s) I_1/(epsilon I_0 + (epsilon t/s) I_1), with I_1(x)/x where x = epsilon s.
        var x = Epsilon * Math.Sqrt((t * t) - d2);
        var first = Epsilon * BesselFunctions.ScaledI1OverX(x);
        return t * first / (BesselFunctions.ScaledI0(x) + (t * first)) / clock;
    }

    /// <inheritdoc/>
    public override double DisplacementSlope(double d2, double sigma, int dimension) => Difference(d2, sigma, DisplacementFactor);

    // x - 1 + e^(-x), of which the variance is 1/(2 epsilon^2); by its series where that cancels.
    private static double Bracket(double x) => x < 1e-2
        ? 0.5 * x * x * (1 - (x / 3) + (x * x / 12) - (x * x * x / 60) + (x * x * x * x / 360))
        : x + SpecialFunctions.ExpMinusOne(-x);

    private double Inside(double t, double s)
    {
        var x = Epsilon * s;
        var bracket = BesselFunctions.ScaledI0(x) + (Epsilon * t * BesselFunctions.ScaledI1OverX(x));

        // s - t = -r^2/(s + t).
        return Math.Log(0.5 * Epsilon * bracket) - (Epsilon * ((t * t) - (s * s)) / (s + t));
    }

    // One-sided next to the front, across which nothing is continuous.
    private double Difference(double d2, double sigma, Func<double, double, int, double> f)
    {
        var t2 = Math.Pow(Time(sigma), 2);
        var h = RelativeStep * t2;
        var (low, high) = (Math.Max(0, d2 - h), d2 + h);
        (low, high) = d2 < t2 ? (low, Math.Min(high, Math.BitDecrement(t2))) : (Math.Max(low, t2), high);
        return (f(high, sigma, 1) - f(low, sigma, 1)) / (high - low);
    }
}
