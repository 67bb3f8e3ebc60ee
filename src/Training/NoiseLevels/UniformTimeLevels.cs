using GenPhys.Inference.Processes;

namespace GenPhys.Training.NoiseLevels;

/// <summary>
/// The process's own time uniform between its smallest level and that of its prior, as continuous diffusions are trained (Song et al. 2021, eq. 7); a
/// process of discrete levels takes each of them equally often (Ho et al. 2020, algorithm 1).
/// </summary>
public sealed record UniformTimeLevels : NoiseLevelLaw
{
    /// <inheritdoc/>
    public override IEnumerable<(string Member, string Problem)> Problems() => [];

    /// <inheritdoc/>
    public override double Quantile(double p, GenerativeProcess process)
    {
        ArgumentNullException.ThrowIfNull(process);
        if (process.Grid is { Levels: var levels })
        {
            return levels[Math.Min(levels.Count - 1, (int)(p * levels.Count))];
        }

        return process switch
        {
            DiffusionProcess diffusion => diffusion.Kernel(Between(diffusion.Time(process.SigmaMin), diffusion.Time(process.SigmaMax), p)).NoiseLevel,
            TimedProcess timed => timed.Level(Between(timed.TimeMin, timed.TimeMax, p)),
            _ => Between(process.SigmaMin, process.SigmaMax, p),
        };
    }

    private static double Between(double low, double high, double p) => low + (p * (high - low));
}
