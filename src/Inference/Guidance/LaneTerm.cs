namespace GenPhys.Inference.Guidance;

/// <summary>A term whose lanes are computed one by one: most closed forms.</summary>
public abstract class LaneTerm : GuidanceTerm
{
    /// <inheritdoc/>
    public sealed override IGuidanceKernel Kernel => OneByOne.Instance;

    /// <summary>Writes the unweighted gradient of one lane.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="report">What to say of it.</param>
    public abstract void Write(in GuidanceLane lane, ref LaneReport report);

    private sealed class OneByOne : IGuidanceKernel
    {
        public static OneByOne Instance { get; } = new();

        public void Evaluate(GuidanceBatch lanes)
        {
            var d = lanes.Dimension;
            for (var i = 0; i < lanes.Count; i++)
            {
                var lane = new GuidanceLane(
                    lanes.Addresses[i],
                    lanes.NoiseLevel[i],
                    lanes.X.Slice(i * d, d),
                    lanes.Denoised.Slice(i * d, d),
                    lanes.Gradient.Slice(i * d, d));
                ((LaneTerm)lanes.Terms[i]).Write(lane, ref lanes.Reports[i]);
            }
        }
    }
}

/// <summary>One lane as a term sees it.</summary>
/// <param name="address">Whose lane it is.</param>
/// <param name="noiseLevel">Noise level.</param>
/// <param name="x">State.</param>
/// <param name="denoised">Denoiser.</param>
/// <param name="gradient">Gradient.</param>
public readonly ref struct GuidanceLane(
    LaneAddress address, double noiseLevel, ReadOnlySpan<double> x, ReadOnlySpan<double> denoised, Span<double> gradient)
{
    /// <summary>Whose lane it is.</summary>
    public LaneAddress Address { get; } = address;

    /// <summary>Noise level sigma, above 0.</summary>
    public double NoiseLevel { get; } = noiseLevel;

    /// <summary>State x, <c>[dim]</c>.</summary>
    public ReadOnlySpan<double> X { get; } = x;

    /// <summary>Denoiser D, <c>[dim]</c>.</summary>
    public ReadOnlySpan<double> Denoised { get; } = denoised;

    /// <summary>Gradient to write, <c>[dim]</c>, 0 on entry.</summary>
    public Span<double> Gradient { get; } = gradient;
}
