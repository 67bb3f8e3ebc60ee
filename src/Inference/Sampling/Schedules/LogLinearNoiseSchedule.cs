namespace GenPhys.Inference.Sampling.Schedules;

/// <summary>Levels with equal ratios: t_i = sigmaMax (sigmaMin/sigmaMax)^(i/(N-1)).</summary>
/// <param name="sigmaMin">Last level; default 0.002.</param>
/// <param name="sigmaMax">First level; default 80.</param>
public sealed class LogLinearNoiseSchedule(double sigmaMin = 0.002, double sigmaMax = 80) : NoiseSchedule(sigmaMin, sigmaMax)
{
    /// <inheritdoc/>
    protected override double At(double fraction) => SigmaMax * Math.Pow(SigmaMin / SigmaMax, fraction);
}
