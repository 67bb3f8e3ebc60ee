namespace GenPhys.Inference.Guidance.Particles;

/// <summary>The samples of one group as a potential sees them, in data units.</summary>
/// <param name="dimension">Coordinates of a sample.</param>
/// <param name="noiseLevel">Noise level.</param>
/// <param name="x">States.</param>
/// <param name="denoised">Denoisers.</param>
/// <param name="scale">Data units per normalised unit.</param>
/// <param name="force">Forces.</param>
public readonly ref struct ParticleGroup(
    int dimension, double noiseLevel, ReadOnlySpan<double> x, ReadOnlySpan<double> denoised, ReadOnlySpan<double> scale, Span<double> force)
{
    /// <summary>Samples n.</summary>
    public int Count => X.Length / Dimension;

    /// <summary>Coordinates of a sample.</summary>
    public int Dimension { get; } = dimension;

    /// <summary>Noise level sigma, above 0, in the model's normalised units.</summary>
    public double NoiseLevel { get; } = noiseLevel;

    /// <summary>States x, <c>[n, dim]</c>.</summary>
    public ReadOnlySpan<double> X { get; } = x;

    /// <summary>Denoisers, <c>[n, dim]</c>.</summary>
    public ReadOnlySpan<double> Denoised { get; } = denoised;

    /// <summary>Data units per normalised unit, <c>[dim]</c>.</summary>
    public ReadOnlySpan<double> Scale { get; } = scale;

    /// <summary>What a potential adds to: grad_i of log Phi with weight 1, <c>[n, dim]</c>.</summary>
    public Span<double> Force { get; } = force;

    /// <summary>One coordinate of the model's score, (D - x) / sigma^2, per data unit.</summary>
    /// <param name="i">Sample.</param>
    /// <param name="j">Coordinate.</param>
    /// <returns>The score.</returns>
    public double Score(int i, int j)
    {
        var at = (i * Dimension) + j;
        var sigma = NoiseLevel * Scale[j];
        return (Denoised[at] - X[at]) / (sigma * sigma);
    }
}
