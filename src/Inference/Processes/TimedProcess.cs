namespace GenPhys.Inference.Processes;

/// <summary>
/// A density flow that a partial differential equation in time t defines (Liu, Luo, Xu, Jaakkola, Tegmark 2023, GenPhys), seen in the
/// level sigma(t) that makes the flow of one datum dx/dln sigma = c (x - y) with c near 1.
/// </summary>
public abstract class TimedProcess : GenerativeProcess
{
    /// <summary>Largest level of the prior where the artifact names no time: some twenty radii of data of unit scale.</summary>
    protected const double DefaultLargest = 40;

    /// <summary>Smallest level where the artifact names no time.</summary>
    protected const double DefaultSmallest = 1e-3;

    /// <summary>Time of the smallest level.</summary>
    public double TimeMin { get; private set; }

    /// <summary>Time of the prior.</summary>
    public double TimeMax { get; private set; }

    /// <inheritdoc/>
    public sealed override double SigmaMin => Level(TimeMin);

    /// <inheritdoc/>
    public sealed override double SigmaMax => Level(TimeMax);

    /// <inheritdoc/>
    public override bool HasReverseSde => false;

    /// <summary>The level at a time.</summary>
    /// <param name="t">Time, above 0.</param>
    /// <returns>sigma(t), increasing.</returns>
    public abstract double Level(double t);

    /// <summary>The time of a level.</summary>
    /// <param name="sigma">Level, above 0.</param>
    /// <returns>t(sigma).</returns>
    public abstract double Time(double sigma);

    /// <summary>A draw of the kernel's law after a time, from a datum at 0.</summary>
    /// <param name="t">Time, above 0.</param>
    /// <returns>Law and scale.</returns>
    protected abstract ProcessNoise NoiseAfter(double t);

    /// <inheritdoc/>
    public override ProcessNoise Noise(double sigma) => NoiseAfter(Time(sigma));

    /// <summary>
    /// The kernel of the time between two levels. It is exact, because the Fourier transform of every kernel here that has a jump decays
    /// as exp(-mu(k) t): its laws form a semigroup in t.
    /// </summary>
    /// <param name="low">Level to start from, 0 or more.</param>
    /// <param name="high">Level to reach, above <paramref name="low"/>.</param>
    /// <returns>Law and scale; null where density is created or destroyed on the way.</returns>
    public override ProcessNoise? Jump(double low, double high) =>
        HasBirthAndDeath ? null : NoiseAfter(Time(high) - (low > 0 ? Time(low) : 0));

    /// <inheritdoc/>
    public override double LogKernelRatio(double d2, double reference, double sigma, int dimension) =>
        LogKernel(d2, sigma, dimension) - LogKernel(reference, sigma, dimension);

    /// <inheritdoc/>
    public override void LogKernels(ReadOnlySpan<double> d2, double sigma, int dimension, Span<double> log)
    {
        for (var i = 0; i < d2.Length; i++)
        {
            log[i] = LogKernel(d2[i], sigma, dimension);
        }
    }

    /// <summary>Sets the range of times; called by constructors once their parameters are known.</summary>
    /// <param name="timeMin">Smallest time, or null for the default level.</param>
    /// <param name="timeMax">Time of the prior, or null for the default level.</param>
    /// <param name="largest">Largest level where <paramref name="timeMax"/> is null.</param>
    /// <exception cref="ArgumentOutOfRangeException">The times are not finite and ordered.</exception>
    protected void SetTimes(double? timeMin, double? timeMax, double largest = DefaultLargest)
    {
        var (low, high) = (timeMin ?? Time(DefaultSmallest), timeMax ?? Time(largest));
        RequireOrdered(low, high, nameof(timeMin), nameof(timeMax));
        (TimeMin, TimeMax) = (low, high);
    }

    /// <summary>Refuses a parameter that is not finite and above 0.</summary>
    /// <param name="value">Value.</param>
    /// <param name="name">Name of the parameter.</param>
    /// <param name="why">Which other process covers the limit, for the message.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is not finite and above 0.</exception>
    protected static void RequirePositive(double value, string name, string why = "")
    {
        if (!(double.IsFinite(value) && value > 0))
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be finite and above 0{why}.");
        }
    }
}
