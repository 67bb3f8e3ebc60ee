namespace GenPhys.Inference.Sampling.Schedules;

/// <summary>
/// Karras et al. 2022, eq. 5: t_i = (sigmaMax^(1/rho) + i/(N-1) (sigmaMin^(1/rho) - sigmaMax^(1/rho)))^rho.
/// </summary>
/// <param name="sigmaMin">Last level; default 0.002.</param>
/// <param name="sigmaMax">First level; default 80.</param>
/// <param name="rho">Curvature, above 0; default 7. Larger values put more steps at low noise.</param>
public sealed class EdmNoiseSchedule(double sigmaMin = 0.002, double sigmaMax = 80, double rho = 7)
    : NoiseSchedule(sigmaMin, sigmaMax)
{
    private readonly double _rho = rho > 0 && double.IsFinite(rho)
        ? rho
        : throw new ArgumentOutOfRangeException(nameof(rho), rho, "rho must be finite and above 0.");

    /// <inheritdoc/>
    protected override double At(double fraction)
    {
        var high = Math.Pow(SigmaMax, 1 / _rho);
        var low = Math.Pow(SigmaMin, 1 / _rho);
        return Math.Pow(high + (fraction * (low - high)), _rho);
    }
}
