using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GenPhys.Inference.Random;

/// <summary>
/// e^x of eight float64 numbers from -707 to 0, within 4.5e-16 of it, by correctly rounded operations only: the same bits on every processor. The library's
/// <see cref="Vector512.Exp(Vector512{double})"/> also handles overflow, underflow and NaN, and takes about twice as long.
/// </summary>
public static class ExpVectors
{
    // 1.5 * 2^52: adding it rounds to an integer, which then stands in the lowest bits.
    private const double Round = 6755399441055744;

    // ln 2 in two parts, of which the first has 20 zero bits at its end: n times it is exact.
    private const double Ln2High = 0.693147180369123816490;
    private const double Ln2Low = 1.90821492927058770002e-10;

    /// <summary>e^x = 2^n e^f with |f| at most ln(2)/2, where the series to f^13 is exact to the last bit.</summary>
    /// <param name="x">From -707 to 0; no use elsewhere.</param>
    /// <returns>e^x; 1 at 0.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Of(Vector512<double> x)
    {
        var shifted = Fma(x, Vector512.Create(1 / Math.Log(2)), Vector512.Create(Round));
        var n = shifted - Vector512.Create(Round);
        var f = Fma(n, Vector512.Create(-Ln2Low), Fma(n, Vector512.Create(-Ln2High), x));

        // Pairs of terms, then pairs of pairs (Estrin): the additions do not wait for each other.
        var (f2, f4) = (f * f, f * f * (f * f));
        var terms0 = Fma(f2, Pair(f, 1.0 / 2, 1.0 / 6), Pair(f, 1, 1));
        var terms4 = Fma(f2, Pair(f, 1.0 / 720, 1.0 / 5040), Pair(f, 1.0 / 24, 1.0 / 120));
        var terms8 = Fma(f2, Pair(f, 1.0 / 3628800, 1.0 / 39916800), Pair(f, 1.0 / 40320, 1.0 / 362880));
        var terms12 = Pair(f, 1.0 / 479001600, 1.0 / 6227020800);
        var series = Fma(f4, Fma(f4, Fma(f4, terms12, terms8), terms4), terms0);
        return (series.AsInt64() + Vector512.ShiftLeft(shifted.AsInt64(), 52)).AsDouble();
    }

    private static Vector512<double> Pair(Vector512<double> f, double constant, double slope) => Fma(f, Vector512.Create(slope), Vector512.Create(constant));

    private static Vector512<double> Fma(Vector512<double> factor, Vector512<double> by, Vector512<double> plus) => Vector512.FusedMultiplyAdd(factor, by, plus);
}
