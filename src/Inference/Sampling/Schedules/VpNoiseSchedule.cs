using GenPhys.Inference.Processes;

namespace GenPhys.Inference.Sampling.Schedules;

/// <summary>Levels evenly spaced in the time of <see cref="VariancePreservingProcess"/> (Song et al. 2021; Karras et al. 2022, table 1).</summary>
/// <param name="sigmaMin">Last level; default 0.002.</param>
/// <param name="sigmaMax">First level; default 80.</param>
/// <param name="betaMin">beta(0), above 0; default 0.1.</param>
/// <param name="betaMax">beta(1), above <paramref name="betaMin"/>; default 20.</param>
public sealed class VpNoiseSchedule(double sigmaMin = 0.002, double sigmaMax = 80, double betaMin = 0.1, double betaMax = 20)
    : NoiseSchedule(sigmaMin, sigmaMax)
{
    private readonly VariancePreservingProcess _clock = new(betaMin, betaMax);

    /// <inheritdoc/>
    protected override double At(double fraction)
    {
        var (high, low) = (_clock.Time(SigmaMax), _clock.Time(SigmaMin));
        return _clock.Kernel(high + (fraction * (low - high))).NoiseLevel;
    }
}
