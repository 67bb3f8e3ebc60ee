using GenPhys.Inference.Engine;
using GenPhys.Inference.Random;

namespace GenPhys.Inference.Sampling.Samplers;

/// <summary>
/// The stochastic sampler of Karras et al. 2022, algorithm 2: before step i the level is raised to
/// t_i (1 + gamma_i), gamma_i = min(S_churn/N, sqrt(2) - 1) while S_min &lt;= t_i &lt;= S_max and 0 otherwise, with noise of
/// standard deviation S_noise sqrt(t_hat^2 - t_i^2); then a Heun step. N steps to 0 cost 2N - 1 evaluations.
/// </summary>
/// <param name="sChurn">Churn S_churn, 0 or more; 0 is Heun. Default 0.</param>
/// <param name="sMin">Lowest level that is churned; default 0.</param>
/// <param name="sMax">Highest level that is churned; default infinity.</param>
/// <param name="sNoise">Scale of the added noise, above 0; default 1.</param>
public sealed class EdmStochastic(
    double sChurn = 0, double sMin = 0, double sMax = double.PositiveInfinity, double sNoise = 1) : Heun
{
    private readonly double _sChurn = sChurn >= 0
        ? sChurn
        : throw new ArgumentOutOfRangeException(nameof(sChurn), sChurn, "sChurn must be 0 or more.");

    private readonly double _sMin = sMin >= 0
        ? sMin
        : throw new ArgumentOutOfRangeException(nameof(sMin), sMin, "sMin must be 0 or more.");

    private readonly double _sMax = sMax >= sMin
        ? sMax
        : throw new ArgumentOutOfRangeException(nameof(sMax), sMax, $"sMax must be sMin ({sMin}) or more.");

    private readonly double _sNoise = sNoise > 0 && double.IsFinite(sNoise)
        ? sNoise
        : throw new ArgumentOutOfRangeException(nameof(sNoise), sNoise, "sNoise must be finite and above 0.");

    /// <inheritdoc/>
    public override bool IsStochastic => _sChurn > 0;

    /// <inheritdoc/>
    protected override double StartLevel(SolverPath path, SolverStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return step.From * (1 + Gamma(path, step.From));
    }

    /// <inheritdoc/>
    protected override PathNoise? NoiseBefore(SolverPath path, SolverStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        var (t, raised) = (step.From, StartLevel(path, step));
        return raised > t
            ? new PathNoise(new NoiseDraw(NoiseLaw.Gaussian, NoisePurpose.Step, (uint)step.Index), _sNoise * Math.Sqrt((raised - t) * (raised + t)))
            : null;
    }

    private double Gamma(SolverPath path, double t)
    {
        ArgumentNullException.ThrowIfNull(path);
        return t >= _sMin && t <= _sMax ? Math.Min(_sChurn / path.MainSteps, Math.Sqrt(2) - 1) : 0;
    }
}
