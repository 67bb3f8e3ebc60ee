using GenPhys.Inference.Models.Manifest;

namespace GenPhys.Training.LowDensity;

/// <summary>Gaussians of features with shrunk covariances, Sigma = cov + lambda tr(cov) / k I.</summary>
public static class GaussianFit
{
    /// <summary>The Gaussian of a cloud of features.</summary>
    /// <param name="features">Features, <c>[n, k]</c>, 2 rows or more.</param>
    /// <param name="k">Features of a sample.</param>
    /// <param name="shrinkage">lambda, 0 or more.</param>
    /// <returns>The Gaussian.</returns>
    public static GaussianSpec Of(ReadOnlySpan<double> features, int k, double shrinkage)
    {
        var mean = Mean(features, k);
        return new GaussianSpec { Mean = mean, Covariance = Shrunk(Scatter(features, mean), (features.Length / k) - 1, shrinkage) };
    }

    /// <summary>One Gaussian per class; where the smallest class has fewer than ten points per feature, all share the covariance within classes.</summary>
    /// <param name="features">Features, <c>[n, k]</c>.</param>
    /// <param name="labels">Class of each row, <c>[n]</c>; every class has two rows or more.</param>
    /// <param name="classes">Classes.</param>
    /// <param name="k">Features of a sample.</param>
    /// <param name="shrinkage">lambda, 0 or more.</param>
    /// <returns>The Gaussians, by class.</returns>
    public static IReadOnlyList<GaussianSpec> OfClasses(double[] features, IReadOnlyList<int> labels, int classes, int k, double shrinkage)
    {
        ArgumentNullException.ThrowIfNull(features);
        var clouds = Enumerable.Range(0, classes)
            .Select(c => Enumerable.Range(0, labels.Count).Where(row => labels[row] == c).SelectMany(row => features[(row * k)..((row + 1) * k)]).ToArray())
            .ToArray();
        if (clouds.Min(cloud => cloud.Length) >= 10 * k * k)
        {
            return [.. clouds.Select(cloud => Of(cloud, k, shrinkage))];
        }

        double[][] means = [.. clouds.Select(cloud => Mean(cloud, k))];
        double[][] sum = [.. Enumerable.Range(0, k).Select(_ => new double[k])];
        for (var c = 0; c < classes; c++)
        {
            var scatter = Scatter(clouds[c], means[c]);
            for (var i = 0; i < k; i++)
            {
                for (var j = 0; j < k; j++)
                {
                    sum[i][j] += scatter[i][j];
                }
            }
        }

        var shared = Shrunk(sum, labels.Count - classes, shrinkage);
        return [.. means.Select(mean => new GaussianSpec { Mean = mean, Covariance = shared })];
    }

    private static double[] Mean(ReadOnlySpan<double> features, int k)
    {
        var mean = new double[k];
        for (var i = 0; i < features.Length; i++)
        {
            mean[i % k] += features[i] * k / features.Length;
        }

        return mean;
    }

    private static double[][] Scatter(ReadOnlySpan<double> features, double[] mean)
    {
        var k = mean.Length;
        double[][] scatter = [.. Enumerable.Range(0, k).Select(_ => new double[k])];
        for (var at = 0; at < features.Length; at += k)
        {
            for (var i = 0; i < k; i++)
            {
                for (var j = 0; j < k; j++)
                {
                    scatter[i][j] += (features[at + i] - mean[i]) * (features[at + j] - mean[j]);
                }
            }
        }

        return scatter;
    }

    private static double[][] Shrunk(double[][] scatter, int degrees, double shrinkage)
    {
        var k = scatter.Length;
        var ridge = shrinkage * Enumerable.Range(0, k).Sum(i => scatter[i][i]) / k / degrees;
        return [.. scatter.Select((row, i) => row.Select((value, j) => (value / degrees) + (i == j ? ridge : 0)).ToArray())];
    }
}
