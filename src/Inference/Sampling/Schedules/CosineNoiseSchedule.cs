namespace GenPhys.Inference.Sampling.Schedules;

/// <summary>
/// Levels evenly spaced in the time t of the cosine schedule, alpha-bar(t) = f(t)/f(0) with f(t) = cos^2(pi/2 (t + s)/(1 + s))
/// and s = 0.008 (Nichol, Dhariwal 2021, eq. 17).
/// </summary>
/// <param name="sigmaMin">Last level; default 0.002.</param>
/// <param name="sigmaMax">First level; default 80.</param>
public sealed class CosineNoiseSchedule(double sigmaMin = 0.002, double sigmaMax = 80) : NoiseSchedule(sigmaMin, sigmaMax)
{
    private const double S = 0.008;
    private static readonly double Cos0 = Math.Cos(0.5 * Math.PI * S / (1 + S));
    private static readonly double Sin0 = Math.Sin(0.5 * Math.PI * S / (1 + S));

    /// <inheritdoc/>
    protected override double At(double fraction)
    {
        var (high, low) = (Angle(SigmaMax), Angle(SigmaMin));
        var angle = high + (fraction * (low - high));

        // 1/alpha-bar - 1 = (cos^2 a0 - cos^2 a)/cos^2 a, the difference as (sin a - sin a0)(sin a + sin a0).
        var (sin, cos) = Math.SinCos(angle);
        return Math.Sqrt((sin - Sin0) * (sin + Sin0)) / cos;
    }

    // tan^2 a = (sigma^2 + sin^2 a0)/cos^2 a0, from cos^2 a = cos^2 a0/(1 + sigma^2): the angle without cancellation.
    private static double Angle(double sigma) => Math.Atan(Math.Sqrt((sigma * sigma) + (Sin0 * Sin0)) / Cos0);
}
