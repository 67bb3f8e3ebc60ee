using GenPhys.Inference.Processes;

namespace GenPhys.Inference.Guidance.Classifiers;

/// <summary>
/// Logarithms of the standard normal law that keep their relative precision in both tails. The complementary error function
/// is by the rational approximations of Cody 1969, to about 1e-16.
/// </summary>
public static class NormalLaw
{
    private const double InverseRootPi = 0.56418958354775628695;
    private const double LogRootTwoPi = 0.91893853320467274178;

    /// <summary>ln Phi(x).</summary>
    /// <param name="x">Any number, the infinities among them.</param>
    /// <returns>Nats; negative infinity at negative infinity.</returns>
    public static double LogCdf(double x) => x switch
    {
        double.NegativeInfinity => double.NegativeInfinity,
        > 0 => SpecialFunctions.LogOnePlus(-0.5 * Erfc(x / Math.Sqrt(2))),
        _ => (-0.5 * x * x) + Math.Log(0.5 * ScaledErfc(-x / Math.Sqrt(2))),
    };

    /// <summary>ln(Phi(b) - Phi(a)).</summary>
    /// <param name="a">Lower end.</param>
    /// <param name="b">Upper end, above <paramref name="a"/>.</param>
    /// <returns>Nats.</returns>
    public static double LogMass(double a, double b)
    {
        if (a > 0)
        {
            (a, b) = (-b, -a);
        }

        if (b <= 0)
        {
            var top = LogCdf(b);
            return top + Math.Log(-SpecialFunctions.ExpMinusOne(LogCdf(a) - top));
        }

        return SpecialFunctions.LogOnePlus(-0.5 * (Erfc(-a / Math.Sqrt(2)) + Erfc(b / Math.Sqrt(2))));
    }

    /// <summary>ln of the density at x.</summary>
    /// <param name="x">Any number.</param>
    /// <returns>Nats; negative infinity at the infinities.</returns>
    public static double LogDensity(double x) => (-0.5 * x * x) - LogRootTwoPi;

    /// <summary>erfc(x) for x of 0 or more.</summary>
    /// <param name="x">Argument.</param>
    /// <returns>erfc(x).</returns>
    public static double Erfc(double x) => x <= 0.46875 ? 1 - Erf(x) : Math.Exp(-x * x) * ScaledErfc(x);

    /// <summary>e^(x^2) erfc(x) for x of 0 or more.</summary>
    /// <param name="x">Argument.</param>
    /// <returns>The scaled complementary error function.</returns>
    public static double ScaledErfc(double x)
    {
        if (x <= 0.46875)
        {
            return Math.Exp(x * x) * (1 - Erf(x));
        }

        if (x <= 4)
        {
            var top = 2.15311535474403846e-8 * x;
            var bottom = x;
            ReadOnlySpan<double> c =
            [
                5.64188496988670089e-1, 8.88314979438837594e0, 6.61191906371416295e1, 2.98635138197400131e2,
                8.81952221241769090e2, 1.71204761263407058e3, 2.05107837782607147e3,
            ];
            ReadOnlySpan<double> d =
            [
                1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3,
                3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3,
            ];
            for (var i = 0; i < 7; i++)
            {
                top = (top + c[i]) * x;
                bottom = (bottom + d[i]) * x;
            }

            return (top + 1.23033935479799725e3) / (bottom + 1.23033935480374942e3);
        }

        return FarScaledErfc(x);
    }

    private static double FarScaledErfc(double x)
    {
        if (x > 1e150)
        {
            return InverseRootPi / x;
        }

        var y = 1 / (x * x);
        var top = 1.63153871373020978e-2 * y;
        var bottom = y;
        ReadOnlySpan<double> p = [3.05326634961232344e-1, 3.60344899949804439e-1, 1.25781726111229246e-1, 1.60837851487422766e-2];
        ReadOnlySpan<double> q = [2.56852019228982242e0, 1.87295284992346725e0, 5.27905102951428412e-1, 6.05183413124413191e-2];
        for (var i = 0; i < 4; i++)
        {
            top = (top + p[i]) * y;
            bottom = (bottom + q[i]) * y;
        }

        return (InverseRootPi - (y * (top + 6.58749161529837803e-4) / (bottom + 2.33520497626869185e-3))) / x;
    }

    private static double Erf(double x)
    {
        var y = x * x;
        var top = 1.85777706184603153e-1 * y;
        var bottom = y;
        ReadOnlySpan<double> a = [3.16112374387056560e0, 1.13864154151050156e2, 3.77485237685302021e2];
        ReadOnlySpan<double> b = [2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3];
        for (var i = 0; i < 3; i++)
        {
            top = (top + a[i]) * y;
            bottom = (bottom + b[i]) * y;
        }

        return x * (top + 3.20937758913846947e3) / (bottom + 2.84423683343917062e3);
    }
}
