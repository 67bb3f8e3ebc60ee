using GenPhys.Inference.Guidance.Classifiers;

namespace GenPhys.Training.Tests.GenNeg;

/// <summary>Two normal laws on the line, of which the interval (-1.5, 1.25) is valid: the Bayes classifier is a closed form.</summary>
internal static class IntervalToy
{
    public const double Alpha = 0.7813897;
    private const double S = 0.5, Low = -1.5, High = 1.25;
    private static readonly (double Weight, double Mean)[] Components = [(0.6, -1), (0.4, 1)];

    public const string Manifest = """
        { "schema": 1, "name": "toy", "shape": [1], "process": { "kind": "edm" },
          "field": { "kind": "gaussianMixture", "weights": [0.6, 0.4], "means": [[-1], [1]], "standardDeviations": [0.5, 0.5] } }
        """;

    /// <summary>P(valid | x, sigma).</summary>
    public static double Probability(double x, double sigma)
    {
        var (top, sum) = (0.0, 0.0);
        var tau2 = (S * S) + (sigma * sigma);
        var deviation = S * sigma / Math.Sqrt(tau2);
        foreach (var (weight, mean) in Components)
        {
            var density = weight * Math.Exp(-0.5 * (x - mean) * (x - mean) / tau2);
            var m = mean + (S * S / tau2 * (x - mean));
            top += density * Math.Exp(NormalLaw.LogMass((Low - m) / deviation, (High - m) / deviation));
            sum += density;
        }

        return top / sum;
    }
}
