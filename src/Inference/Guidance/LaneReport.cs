namespace GenPhys.Inference.Guidance;

/// <summary>What a term says of one lane, for the answer's diagnostics.</summary>
public struct LaneReport
{
    /// <summary>A report with nothing in it.</summary>
    public static LaneReport None => new() { EffectiveDraws = double.NaN, Loss = double.NaN };

    /// <summary>Whether the gradient was cut to the term's clip.</summary>
    public bool Clipped { get; set; }

    /// <summary>Monte Carlo draws whose loss was no number and that got weight 0.</summary>
    public int InvalidDraws { get; set; }

    /// <summary>Effective sample size 1 / sum w^2 of the Monte Carlo weights; NaN for terms without draws.</summary>
    public double EffectiveDraws { get; set; }

    /// <summary>Loss at the denoiser, or -log mean exp(-loss) of the draws; NaN for terms without a loss.</summary>
    public double Loss { get; set; }
}
