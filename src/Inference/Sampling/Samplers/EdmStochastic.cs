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
    /// <inheritdoc/>
    protected override double StartLevel(IReadOnlyList<double> levels, int i) => levels[i] * (1 + Gamma(levels, i));

    /// <inheritdoc/>
    protected override (NoiseDraw Draw, double StandardDeviation)? NoiseBefore(IReadOnlyList<double> levels, int i)
    {
        var raised = StartLevel(levels, i);
        var t = levels[i];
        return raised > t
            ? (new NoiseDraw(NoiseLaw.Gaussian, NoisePurpose.Step, (uint)i), sNoise * Math.Sqrt((raised - t) * (raised + t)))
            : null;
    }

    private double Gamma(IReadOnlyList<double> levels, int i) =>
        levels[i] >= sMin && levels[i] <= sMax ? Math.Min(sChurn / (levels.Count - 1), Math.Sqrt(2) - 1) : 0;
}
