using GenPhys.Inference.Fields;

namespace GenPhys.Inference.Sampling.Measuring;

/// <summary>A mixture of Gaussians of one width on the line, with its field, distribution function and quantiles.</summary>
/// <param name="Weights">Weights, summing to 1.</param>
/// <param name="Means">Means, as many.</param>
/// <param name="StandardDeviation">Width of every component, above 0.</param>
public sealed record LineMixture(IReadOnlyList<double> Weights, IReadOnlyList<double> Means, double StandardDeviation)
{
    /// <summary>Two modes of unequal weight, 0.3 at -2 and 0.7 at 2, of width 1/2: a narrow prior gives them the wrong masses.</summary>
    public static LineMixture Plateau { get; } = new([0.3, 0.7], [-2, 2], 0.5);

    /// <summary>The exact field under Gaussian noise.</summary>
    /// <returns>A field of one coordinate.</returns>
    public GaussianMixtureField Field() =>
        new(Weights, [.. Means.Select(m => (IReadOnlyList<double>)[m])], [.. Means.Select(_ => StandardDeviation)]);

    /// <summary>The distribution function of the mixture blurred to a level.</summary>
    /// <param name="x">Point.</param>
    /// <param name="sigma">Level, 0 or more.</param>
    /// <returns>Probability.</returns>
    public double Distribution(double x, double sigma = 0)
    {
        var width = Math.Sqrt(2 * ((StandardDeviation * StandardDeviation) + (sigma * sigma)));
        return Weights.Zip(Means, (w, m) => 0.5 * w * MathNet.Numerics.SpecialFunctions.Erfc((m - x) / width)).Sum();
    }

    /// <summary>The quantile function of the mixture blurred to a level, by bisection.</summary>
    /// <param name="probability">Probability in (0, 1).</param>
    /// <param name="sigma">Level, 0 or more.</param>
    /// <returns>x with F(x) = probability, to 1e-12 of the scale.</returns>
    public double Quantile(double probability, double sigma = 0)
    {
        var reach = 9 * Math.Sqrt((StandardDeviation * StandardDeviation) + (sigma * sigma));
        var (low, high) = (Means.Min() - reach, Means.Max() + reach);
        for (var i = 0; i < 60; i++)
        {
            var middle = 0.5 * (low + high);
            (low, high) = Distribution(middle, sigma) < probability ? (middle, high) : (low, middle);
        }

        return 0.5 * (low + high);
    }
}
