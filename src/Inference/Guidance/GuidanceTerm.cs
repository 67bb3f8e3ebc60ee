namespace GenPhys.Inference.Guidance;

/// <summary>
/// A term added to a field, with its weight and the noise levels at which it acts: it contributes w g to the guidance sum
/// G of a lane, which enters the denoiser as D + sigma^2 G. States are in variance-exploding coordinates and in the model's
/// normalised units. An instance belongs to one request; what it computes depends on the lane alone.
/// </summary>
public abstract class GuidanceTerm
{
    /// <summary>Levels at which the term acts; all by default.</summary>
    public NoiseInterval Interval { get; init; } = NoiseInterval.All;

    /// <summary>Factor on the gradient; default 1.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>Longest sigma^2 w g that is let through; longer ones are shortened and counted. No bound where null.</summary>
    public double? Clip { get; init; }

    /// <summary>What the term needs of a lane.</summary>
    public virtual GuidanceNeed Need => GuidanceNeed.Denoised;

    /// <summary>Computes the term; terms of all requests with the same kernel and need are given to it in one call per tick.</summary>
    public abstract IGuidanceKernel Kernel { get; }

    /// <summary>Whether the term couples the rows of a group.</summary>
    public virtual bool Couples => false;

    /// <summary>Rows that must be stepped together; 1 for a term that couples none.</summary>
    public virtual int GroupSize => 1;

    /// <summary>
    /// Whether the length of the term's own gradient decides its factor. Beside other terms that need a vector-Jacobian
    /// product, such a term gets a lane of its own.
    /// </summary>
    public virtual bool ScalesByLength => Clip is not null;

    /// <summary>Whether the gradient is computed in single precision, beside what the denoiser is.</summary>
    public virtual bool SinglePrecision => false;

    /// <summary>Why the gradient has no divergence that a flow could carry, and what would work; null where it has one.</summary>
    public virtual string? WithoutDivergence => null;

    /// <summary>Price of the term's own work on one lane, in millions of floating-point operations.</summary>
    /// <param name="dimension">Coordinates of a state.</param>
    /// <returns>Price, 0 or more.</returns>
    public virtual double Cost(int dimension) => 0;

    /// <summary>Whether the term acts on a lane.</summary>
    /// <param name="moment">Where the lane stands.</param>
    /// <returns>True where it does.</returns>
    public virtual bool ActsAt(in LaneMoment moment) => Interval.Contains(moment.NoiseLevel);

    /// <summary>The weight w at a noise level.</summary>
    /// <param name="noiseLevel">Noise level sigma.</param>
    /// <returns>The weight.</returns>
    public virtual double WeightAt(double noiseLevel) => Weight;

    /// <summary>The factor on a gradient whose length counts (<see cref="ScalesByLength"/>).</summary>
    /// <param name="noiseLevel">Noise level sigma.</param>
    /// <param name="length">Length of g.</param>
    /// <param name="report">Told of a clip.</param>
    /// <returns>The factor that replaces <see cref="WeightAt"/>.</returns>
    public virtual double FactorOf(double noiseLevel, double length, ref LaneReport report) =>
        Clipped(WeightAt(noiseLevel), noiseLevel, length, ref report);

    /// <summary>Shortens a factor so that sigma^2 times the factor times the gradient is no longer than the clip.</summary>
    /// <param name="factor">The factor.</param>
    /// <param name="noiseLevel">Noise level sigma.</param>
    /// <param name="length">Length of g.</param>
    /// <param name="report">Told of a clip.</param>
    /// <returns>The factor to use.</returns>
    protected double Clipped(double factor, double noiseLevel, double length, ref LaneReport report)
    {
        var pull = noiseLevel * noiseLevel * Math.Abs(factor) * length;
        if (!(pull > Clip))
        {
            return factor;
        }

        report.Clipped = true;
        return factor * (Clip.Value / pull);
    }
}
