namespace GenPhys.Inference.Guidance.LowDensity;

/// <summary>The Gaussians of features by which hardness is measured: of the classes, and of real and synthetic samples.</summary>
/// <param name="Levels">Statistics by noise level, rising from clean samples on.</param>
public sealed record HardnessModel(IReadOnlyList<HardnessLevel> Levels)
{
    /// <summary>Classes.</summary>
    public int Classes => Levels[0].Classes.Count;

    /// <summary>Features.</summary>
    public int Dimension => Levels[0].Classes[0].Dimension;

    /// <summary>Statistics of the level nearest in ln sigma.</summary>
    /// <param name="sigma">Noise level, above 0.</param>
    /// <returns>The statistics.</returns>
    public HardnessLevel Nearest(double sigma) =>
        Levels.MinBy(level => Math.Abs(Math.Log(Math.Max(level.Sigma, 1e-3)) - Math.Log(Math.Max(sigma, 1e-3))))!;
}

/// <summary>The Gaussians at one noise level.</summary>
/// <param name="Sigma">Noise level; 0 for clean samples.</param>
/// <param name="Classes">Of the classes, 1 or more.</param>
/// <param name="Real">Of real samples; null where only classes are known.</param>
/// <param name="Synthetic">Of samples of the unguided model.</param>
public sealed record HardnessLevel(double Sigma, IReadOnlyList<FeatureGaussian> Classes, FeatureGaussian? Real, FeatureGaussian? Synthetic)
{
    /// <summary>The same Gaussians after noise was added to their features.</summary>
    /// <param name="sigma">Noise level.</param>
    /// <returns>The Gaussians at that level.</returns>
    public HardnessLevel Blurred(double sigma) =>
        new(sigma, [.. Classes.Select(c => c.Blurred(sigma))], Real?.Blurred(sigma), Synthetic?.Blurred(sigma));
}
