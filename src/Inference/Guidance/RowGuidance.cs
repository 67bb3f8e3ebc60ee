namespace GenPhys.Inference.Guidance;

/// <summary>What the terms of a request did to one row, over all of its evaluations.</summary>
public sealed class RowGuidance
{
    /// <summary>Evaluations with guidance.</summary>
    public int Evaluations { get; private set; }

    /// <summary>Largest length of sigma^2 G.</summary>
    public double LargestPull { get; private set; }

    /// <summary>Sum over evaluations of the length of sigma^2 G.</summary>
    public double TotalPull { get; private set; }

    /// <summary>Gradients that were cut to their term's clip.</summary>
    public int Clips { get; private set; }

    /// <summary>Monte Carlo draws whose loss was no number.</summary>
    public int InvalidDraws { get; private set; }

    /// <summary>Smallest effective sample size of Monte Carlo draws; NaN without draws.</summary>
    public double SmallestEffectiveDraws { get; private set; } = double.NaN;

    /// <summary>Loss of the last evaluation, summed over terms: at the denoiser, or -log mean exp(-loss) of the draws; NaN without a loss.</summary>
    public double LastLoss { get; private set; } = double.NaN;

    internal void BeginEvaluation() => LastLoss = double.NaN;

    internal void Add(in LaneReport report)
    {
        Clips += report.Clipped ? 1 : 0;
        InvalidDraws += report.InvalidDraws;
        if (!double.IsNaN(report.EffectiveDraws))
        {
            SmallestEffectiveDraws = double.IsNaN(SmallestEffectiveDraws)
                ? report.EffectiveDraws
                : Math.Min(SmallestEffectiveDraws, report.EffectiveDraws);
        }

        if (!double.IsNaN(report.Loss))
        {
            LastLoss = double.IsNaN(LastLoss) ? report.Loss : LastLoss + report.Loss;
        }
    }

    internal void EndEvaluation(double pull)
    {
        Evaluations++;
        TotalPull += pull;
        LargestPull = Math.Max(LargestPull, pull);
    }
}
