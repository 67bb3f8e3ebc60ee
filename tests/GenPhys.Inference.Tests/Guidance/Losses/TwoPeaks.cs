using GenPhys.Inference.Fields;

namespace GenPhys.Inference.Tests.Guidance.Losses;

/// <summary>
/// The one-dimensional mixture of Song et al. 2023 (loss guidance), section 6.1: peaks of deviation 0.2 at -1 and 1, and the
/// likelihood sigmoid(-50 x) of the left one.
/// </summary>
internal static class TwoPeaks
{
    public const string Loss = """{ "kind": "logistic", "normal": [1], "steepness": 50 }""";

    public static GaussianMixtureField Field() => new([1, 1], [[-1.0], [1.0]], [0.2, 0.2]);

    public static double Denoised(double x, double sigma)
    {
        var v = 0.04 + (sigma * sigma);
        var w = Sigmoid(2 * x / v);
        return (w * (1 + (0.04 / v * (x - 1)))) + ((1 - w) * (-1 + (0.04 / v * (x + 1))));
    }

    public static double Slope(double x, double sigma)
    {
        var v = 0.04 + (sigma * sigma);
        var w = Sigmoid(2 * x / v);
        return (0.04 / v) + (w * (1 - w) * (2 / v) * 2 * (1 - (0.04 / v)));
    }

    /// <summary>The exact guidance, with the likelihood read as membership of the left peak.</summary>
    public static double Exact(double x, double sigma)
    {
        var v = 0.04 + (sigma * sigma);
        return -2 / v * Sigmoid(2 * x / v);
    }

    public static double Point(double x, double sigma) => -50 * Sigmoid(50 * Denoised(x, sigma)) * Slope(x, sigma);

    /// <summary>The Monte Carlo guidance with infinitely many draws, by the trapezoidal rule on a fine grid.</summary>
    public static double MonteCarlo(double x, double sigma)
    {
        var r = sigma / Math.Sqrt(1 + (sigma * sigma));
        var (top, bottom) = (0.0, 0.0);
        for (var i = -80_000; i <= 80_000; i++)
        {
            var e = i * 1e-4;
            var p = Math.Exp(-0.5 * e * e);
            var at = Denoised(x, sigma) + (r * e);
            bottom += p * Sigmoid(-50 * at);
            top += p * Sigmoid(-50 * at) * 50 * Sigmoid(50 * at);
        }

        return -Slope(x, sigma) * top / bottom;
    }

    public static string Term(string estimator) => $$"""{ "kind": "loss", "loss": {{Loss}}, {{estimator}} }""";

    public static string MonteCarloTerm(int draws) => Term($"\"estimator\": \"monteCarlo\", \"samples\": {draws}");

    private static double Sigmoid(double z) => z >= 0 ? 1 / (1 + Math.Exp(-z)) : Math.Exp(z) / (1 + Math.Exp(z));
}
