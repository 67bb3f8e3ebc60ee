using GenPhys.Inference.Guidance.LowDensity;
using GenPhys.Training.Datasets;
using GenPhys.Training.Evaluation;

namespace GenPhys.Training.LowDensity;

/// <summary>
/// How rare samples are, by three measures that shall agree: hardness under the Gaussian of the class, mean distance to the five nearest real points, and the
/// local outlier factor. All are taken in the space of the data, so that no extractor judges its own guidance.
/// </summary>
public sealed class Rarity
{
    private readonly FeatureGaussian[] _classes;
    private readonly double[] _gradient;

    /// <summary>Takes real points with classes.</summary>
    /// <param name="real">The points; the first 4,000 are the neighbours.</param>
    /// <param name="classes">Classes.</param>
    public Rarity(PointSet real, int classes)
    {
        ArgumentNullException.ThrowIfNull(real);
        const int most = 4000;
        _gradient = new double[real.Dimension];
        _classes = [.. GaussianFit.OfClasses(real.Values.ToArray(), real.Labels!, classes, real.Dimension, 0).Select(g => new FeatureGaussian(g.Mean, g.Covariance!))];
        Neighbours = new Neighbours(real.Values[..(Math.Min(most, real.Count) * real.Dimension)], real.Dimension);
    }

    /// <summary>The real points.</summary>
    public Neighbours Neighbours { get; }

    /// <summary>Hardness of points under the Gaussians of their classes, nats.</summary>
    /// <param name="points">Points, <c>[rows, dim]</c>.</param>
    /// <param name="labels">Their classes, <c>[rows]</c>.</param>
    /// <returns><c>[rows]</c>.</returns>
    public double[] Hardness(ReadOnlySpan<double> points, IReadOnlyList<int> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var d = _gradient.Length;
        var hardness = new double[labels.Count];
        for (var row = 0; row < hardness.Length; row++)
        {
            hardness[row] = _classes[labels[row]].Hardness(points.Slice(row * d, d), _gradient);
        }

        return hardness;
    }

    /// <summary>Mean hardness, mean distance to the five nearest and mean outlier factor of samples.</summary>
    /// <param name="draws">The samples.</param>
    public (double Hardness, double Distance, double OutlierFactor) Means(ClassDraws draws)
    {
        ArgumentNullException.ThrowIfNull(draws);
        var (distance, factor) = (0.0, 0.0);
        for (var row = 0; row < draws.Labels.Length; row++)
        {
            distance += Neighbours.MeanDistance(draws[row]) / draws.Labels.Length;
            factor += Neighbours.OutlierFactor(draws[row]) / draws.Labels.Length;
        }

        return (Hardness(draws.Points, draws.Labels).Average(), distance, factor);
    }
}
