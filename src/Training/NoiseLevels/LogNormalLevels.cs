using GenPhys.Inference.Processes;
using GenPhys.Inference.Random;

namespace GenPhys.Training.NoiseLevels;

/// <summary>
/// ln sigma ~ N(mean, standardDeviation^2) (Karras et al. 2022, Table 1: -1.2 and 1.2 for data of root mean square 0.5;
/// other data shift the mean by ln(sigma_data / 0.5)).
/// </summary>
public sealed record LogNormalLevels : NoiseLevelLaw
{
    /// <summary>Mean of ln sigma (default -1.2).</summary>
    public double Mean { get; init; } = -1.2;

    /// <summary>Standard deviation of ln sigma, above 0 and at most 10 (default 1.2).</summary>
    public double StandardDeviation { get; init; } = 1.2;

    /// <inheritdoc/>
    public override IEnumerable<(string Member, string Problem)> Problems()
    {
        if (!(Math.Abs(Mean) <= 100))
        {
            yield return ("mean", $"is {Mean}, must lie in -100 .. 100");
        }

        if (!(StandardDeviation > 0 && StandardDeviation <= 10))
        {
            yield return ("standardDeviation", $"is {StandardDeviation}, must be above 0 and at most 10");
        }
    }

    /// <inheritdoc/>
    public override double Quantile(double p, GenerativeProcess process) => Math.Exp(Mean + (StandardDeviation * NormalQuantile.Of(p)));
}
