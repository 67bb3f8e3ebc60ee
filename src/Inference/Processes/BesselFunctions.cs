using System.Collections.Concurrent;
using Library = MathNet.Numerics.SpecialFunctions;

namespace GenPhys.Inference.Processes;

/// <summary>
/// Bessel functions of integer and half-integer order as kernels in N dimensions need them: scaled, in logarithms and as ratios, because
/// the functions themselves leave the floating-point range at the orders of real data.
/// </summary>
internal static class BesselFunctions
{
    private const double Tiny = 1e-200;
    private const double Huge = 1e200;
    private const double LargeI = 500;
    private static readonly ConcurrentDictionary<double, double> Zeros = new();

    /// <summary>K_order(x)/K_{order+1}(x), by the stable upward recursion q' = 1/(2(order + 1)/x + q).</summary>
    public static double RatioK(double order, double x)
    {
        var (nu, q) = StartK(order, x);
        for (; nu < order; nu++)
        {
            q = 1 / ((2 * (nu + 1) / x) + q);
        }

        return q;
    }

    /// <summary>ln(e^x K_order(x)), order 0 or more, integer or half-integer.</summary>
    public static double LogScaledK(double order, double x)
    {
        var (nu, q) = StartK(order, x);

        // K_{-1/2} = K_{1/2} = sqrt(pi/2x) e^(-x).
        var log = nu < 0 ? 0.5 * Math.Log(0.5 * Math.PI / x) : Math.Log(ScaledK0(x));
        var product = 1.0;
        for (; nu < order; nu++)
        {
            product *= q;
            if (product < Tiny)
            {
                log -= Math.Log(product);
                product = 1;
            }

            q = 1 / ((2 * (nu + 1) / x) + q);
        }

        return log - Math.Log(product);
    }

    /// <summary>Y_order(x) and Y_{order+1}(x), both times e^(-LogScale), by the upward recursion; order -1/2 or more.</summary>
    public static (double Lower, double Upper, double LogScale) PairY(double order, double x)
    {
        double nu, lower, upper;
        if (IsInteger(order))
        {
            (nu, lower, upper) = (0, Library.BesselY(0, x), Library.BesselY(1, x));
        }
        else
        {
            var (sin, cos) = Math.SinCos(x);
            var amplitude = Math.Sqrt(2 / (Math.PI * x));
            (nu, lower, upper) = (-0.5, amplitude * sin, -amplitude * cos);
        }

        var scale = 0.0;
        for (; nu < order; nu++)
        {
            (lower, upper) = (upper, (2 * (nu + 1) / x * upper) - lower);
            if (Math.Abs(upper) > Huge)
            {
                (lower, upper, scale) = (lower / Huge, upper / Huge, scale + Math.Log(Huge));
            }
        }

        return (lower, upper, scale);
    }

    /// <summary>The first zero of Y_order above 0, order 0 or more (or 1/2 and more).</summary>
    public static double FirstZeroY(double order) => Zeros.GetOrAdd(order, static order =>
    {
        // Y is negative from 0 to its first zero, which lies above the order.
        double Value(double x) => PairY(order, x).Lower;
        var low = Math.Max(order, 0.1);
        var high = low;
        while (Value(high) < 0)
        {
            (low, high) = (high, high + 0.1);
        }

        for (var i = 0; i < 80; i++)
        {
            var middle = 0.5 * (low + high);
            (low, high) = Value(middle) < 0 ? (middle, high) : (low, middle);
        }

        return 0.5 * (low + high);
    });

    /// <summary>e^(-x) I_0(x), x 0 or more.</summary>
    public static double ScaledI0(double x) => x < LargeI ? Math.Exp(-x) * Library.BesselI0(x) : LargeScaledI(0, x);

    /// <summary>e^(-x) I_1(x)/x, x 0 or more; 1/2 at 0.</summary>
    public static double ScaledI1OverX(double x) => x < 1e-8
        ? 0.5
        : (x < LargeI ? Math.Exp(-x) * Library.BesselI1(x) : LargeScaledI(1, x)) / x;

    // Hankel's expansion, (2 pi x)^(-1/2) sum_k (-1)^k prod (4 nu^2 - (2j - 1)^2)/(k! (8x)^k).
    private static double LargeScaledI(int nu, double x)
    {
        var (term, sum) = (1.0, 1.0);
        for (var k = 1; k <= 8; k++)
        {
            term *= -((4.0 * nu * nu) - Math.Pow((2 * k) - 1, 2)) / (k * 8 * x);
            sum += term;
        }

        return sum / Math.Sqrt(2 * Math.PI * x);
    }

    private static (double Order, double Ratio) StartK(double order, double x) => IsInteger(order)
        ? (0, ScaledK0(x) / ScaledK1(x))
        : (-0.5, 1);

    // The library's scaled functions are wrong up to 2, where the plain ones do for both.
    private static double ScaledK0(double x) => x > 2 ? Library.BesselK0e(x) : Math.Exp(x) * Library.BesselK0(x);

    private static double ScaledK1(double x) => x > 2 ? Library.BesselK1e(x) : Math.Exp(x) * Library.BesselK1(x);

    private static bool IsInteger(double order) => order == Math.Floor(order);
}
