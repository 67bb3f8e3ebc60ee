namespace GenPhys.Inference.Engine;

/// <summary>
/// A term added to a field: it contributes g to the guidance sum G of a lane, which enters the denoiser as
/// D + sigma^2 G. A term sees the lanes of its own request only.
/// </summary>
public interface IGuidanceTerm
{
    /// <summary>Adds the term's weighted gradient to <see cref="GuidanceLanes.Guidance"/>.</summary>
    /// <param name="lanes">The request's lanes of one evaluation.</param>
    void Add(in GuidanceLanes lanes);
}

/// <summary>The lanes of one request in one evaluation.</summary>
/// <param name="dimension">Coordinates per lane.</param>
/// <param name="x">States.</param>
/// <param name="noiseLevel">Noise levels.</param>
/// <param name="denoised">Denoisers.</param>
/// <param name="guidance">Guidance sums.</param>
public readonly ref struct GuidanceLanes(
    int dimension, ReadOnlySpan<double> x, ReadOnlySpan<double> noiseLevel, ReadOnlySpan<double> denoised, Span<double> guidance)
{
    /// <summary>Coordinates per lane.</summary>
    public int Dimension { get; } = dimension;

    /// <summary>States x, <c>[lanes, dim]</c>.</summary>
    public ReadOnlySpan<double> X { get; } = x;

    /// <summary>Noise levels sigma, <c>[lanes]</c>.</summary>
    public ReadOnlySpan<double> NoiseLevel { get; } = noiseLevel;

    /// <summary>Denoisers D, <c>[lanes, dim]</c>.</summary>
    public ReadOnlySpan<double> Denoised { get; } = denoised;

    /// <summary>Guidance sums G to add to, <c>[lanes, dim]</c>.</summary>
    public Span<double> Guidance { get; } = guidance;
}
