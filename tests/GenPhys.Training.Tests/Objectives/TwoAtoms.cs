using MathNet.Numerics;

namespace GenPhys.Training.Tests.Objectives;

/// <summary>
/// Exact target variances of two equal Gaussians at +mu and -mu, |mu| = m, of spread s in d dimensions, at noise sigma.
/// With r = m/tau, tau^2 = sigma^2 + s^2, everything between the modes is one-dimensional: given the mode +mu the
/// posterior log-odds are a = 2 r (r + omega) with omega standard normal.
/// </summary>
internal static class TwoAtoms
{
    /// <summary>E[h(a)] over p_t for an h that is even in a, by the trapezoid rule on [-12, 12].</summary>
    public static double Expect(double r, Func<double, double> h)
    {
        const int points = 4801;
        const double step = 24.0 / (points - 1);
        var sum = 0.0;
        for (var i = 0; i < points; i++)
        {
            var omega = -12 + (i * step);
            sum += Math.Exp(-0.5 * omega * omega) * h(2 * r * (r + omega));
        }

        return sum * step / Math.Sqrt(2 * Math.PI);
    }

    public static double Sigmoid(double a) => a >= 0 ? 1 / (1 + Math.Exp(-a)) : Math.Exp(a) / (1 + Math.Exp(a));

    /// <summary>The part of V_DSM that comes from inside a mode.</summary>
    public static double Within(int d, double s, double sigma) => d * s * s / (sigma * sigma * ((sigma * sigma) + (s * s)));

    /// <summary>The part of V_DSM that comes from the ambiguity between the modes.</summary>
    public static double Between(double m, double s, double sigma)
    {
        var square = (sigma * sigma) + (s * s);
        return 4 * m * m / (square * square) * Expect(m / Math.Sqrt(square), a => Sigmoid(a) * Sigmoid(-a));
    }

    /// <summary>V_STF of two atoms (s = 0) with n references.</summary>
    public static double Stable(double m, double sigma, int n)
    {
        // Entry k + 1 is Binomial(n - 1, 1/2) at k, with a 0 on either side.
        double[] binomial = [0, .. Enumerable.Range(0, n).Select(k => Binomial(n - 1, k)), 0];
        var odds = Enumerable.Range(0, n + 1).Select(k => (double)k / (n - k)).ToArray();
        return 4 * m * m / Math.Pow(sigma, 4) * Expect(m / sigma, a => VarianceOfWeight(a, binomial, odds));
    }

    /// <summary>E D_f(p_0 | p_0|t) of two atoms with the f of the order-of-magnitude bound.</summary>
    public static double Divergence(double m, double sigma) =>
        Expect(m / sigma, a => Part(Sigmoid(a)) + Part(Sigmoid(-a)));

    // q f(1/2q), without dividing by a q that has underflowed.
    private static double Part(double q) => q > 1.0 / 3 ? q * Math.Pow((2 * q) - 1, 2) : (4.0 / 27) - (q / 3);

    /// <summary>The variance of the weight on +mu when K of the n references are +mu: K = Bernoulli(alpha) + Binomial(n - 1, 1/2).</summary>
    private static double VarianceOfWeight(double a, double[] binomial, double[] odds)
    {
        var (alpha, other) = (Sigmoid(a), Sigmoid(-a));
        var rest = Math.Exp(-Math.Abs(a));
        var sum = 0.0;
        for (var k = 0; k < odds.Length; k++)
        {
            var p = (alpha * binomial[k]) + (other * binomial[k + 1]);
            var w = k == odds.Length - 1 ? 1 : a >= 0 ? odds[k] / (odds[k] + rest) : odds[k] * rest / ((odds[k] * rest) + 1);
            sum += p * (w - alpha) * (w - alpha);
        }

        return sum;
    }

    private static double Binomial(int n, int k) =>
        Math.Exp(SpecialFunctions.FactorialLn(n) - SpecialFunctions.FactorialLn(k) - SpecialFunctions.FactorialLn(n - k) - (n * Constants.Ln2));
}
