using GenPhys.Inference.Guidance.Features;
using GenPhys.Inference.Guidance.LowDensity;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Training.Recipes;

namespace GenPhys.Training.LowDensity;

/// <summary>Hardness of clean points by the features and Gaussians of an artifact (Sehwag et al. 2022, eq. 3). It belongs to the thread that makes it.</summary>
public sealed class FeatureHardness : IDisposable
{
    private readonly FeatureMap _features;
    private readonly FeatureGaussian[] _classes;

    private FeatureHardness(FeatureMap features, FeatureGaussian[] classes) => (_features, _classes) = (features, classes);

    /// <summary>Loads the parts of an artifact.</summary>
    /// <param name="folder">The artifact's folder.</param>
    /// <returns>The hardness.</returns>
    /// <exception cref="RecipeException">The artifact has no Gaussians of features.</exception>
    public static FeatureHardness Load(string folder)
    {
        var manifest = ManifestFile.Read(folder);
        if (manifest is not { Features: { } features, Hardness: { OfFeatures: true } hardness })
        {
            throw new RecipeException("", $"{folder} has no Gaussians of features");
        }

        return new FeatureHardness(
            features.Build(manifest, new ArtifactFiles(folder), null), [.. hardness.Levels[0].Classes.Select(g => new FeatureGaussian(g.Mean, g.Covariance!))]);
    }

    /// <summary>Hardness under the Gaussians of the points' classes.</summary>
    /// <param name="points">Points in data units, <c>[rows, dim]</c>.</param>
    /// <param name="labels">Their classes, <c>[rows]</c>.</param>
    /// <returns>Nats, <c>[rows]</c>.</returns>
    public double[] Of(double[] points, IReadOnlyList<int> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var k = _features.Count;
        var (features, gradient) = (new double[labels.Count * k], new double[k]);
        _features.Forward(points, 0, features);
        return [.. labels.Select((label, row) => _classes[label].Hardness(features.AsSpan(row * k, k), gradient))];
    }

    /// <inheritdoc/>
    public void Dispose() => _features.Dispose();
}
