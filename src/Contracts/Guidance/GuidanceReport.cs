namespace GenPhys.Contracts;

/// <summary>What the guidance terms did to each row of a request that asked for it; every list has one entry per row.</summary>
public sealed record GuidanceReport
{
    /// <summary>Evaluations in which a term acted.</summary>
    public required IReadOnlyList<int> Evaluations { get; init; }

    /// <summary>Mean length of sigma^2 G over those evaluations.</summary>
    public required IReadOnlyList<double> MeanPulls { get; init; }

    /// <summary>Largest length of sigma^2 G.</summary>
    public required IReadOnlyList<double> LargestPulls { get; init; }

    /// <summary>Gradients that were cut to their term's clip.</summary>
    public required IReadOnlyList<int> Clips { get; init; }

    /// <summary>Monte Carlo draws whose loss was no number and that got weight 0.</summary>
    public required IReadOnlyList<int> InvalidDraws { get; init; }

    /// <summary>Smallest effective sample size 1 / sum w^2 of the Monte Carlo weights; null without draws.</summary>
    public required IReadOnlyList<double?> EffectiveDraws { get; init; }

    /// <summary>Loss of the last evaluation, summed over terms: at the denoiser, or -log mean exp(-loss) of the draws; null without a loss.</summary>
    public required IReadOnlyList<double?> Losses { get; init; }
}
