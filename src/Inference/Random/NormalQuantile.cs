using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GenPhys.Inference.Random;

/// <summary>
/// The standard normal quantile by rational approximation (Wichura 1988, algorithm AS 241, PPND16, relative error about
/// 1e-16). It uses only operations that IEEE 754 rounds correctly, its logarithm included, so its bits do not depend on
/// the processor or on the C library.
/// </summary>
public static class NormalQuantile
{
    internal static readonly double[] CentreNumerator =
    [
        2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
        13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.3871328727963666080,
    ];

    internal static readonly double[] CentreDenominator =
    [
        5226.4952788528545610, 28729.085735721942674, 39307.895800092710610, 21213.794301586595867,
        5394.1960214247511077, 687.18700749205790830, 42.313330701600911252, 1.0,
    ];

    internal static readonly double[] ShoulderNumerator =
    [
        7.74545014278341407640e-4, 0.0227238449892691845833, 0.241780725177450611770, 1.27045825245236838258,
        3.64784832476320460504, 5.76949722146069140550, 4.63033784615654529590, 1.42343711074968357734,
    ];

    internal static readonly double[] ShoulderDenominator =
    [
        1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.148103976427480074590,
        0.689767334985100004550, 1.67638483018380384940, 2.05319162663775882187, 1.0,
    ];

    private static readonly double[] TailNumerator =
    [
        2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.00124266094738807843860, 0.0265321895265761230930,
        0.296560571828504891230, 1.78482653991729133580, 5.46378491116411436990, 6.65790464350110377720,
    ];

    private static readonly double[] TailDenominator =
    [
        2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.868691311456132591e-4,
        0.0148753612908506148525, 0.136929880922735805310, 0.599832206555887937690, 1.0,
    ];

    /// <summary>The quantile of a probability.</summary>
    /// <param name="p">Probability in (0, 1).</param>
    /// <returns>z with Phi(z) = p.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="p"/> is not inside (0, 1).</exception>
    public static double Of(double p)
    {
        if (!(p > 0 && p < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(p), p, "A probability strictly between 0 and 1 is needed.");
        }

        var q = p - 0.5;
        return Evaluate(q, q < 0 ? p : 1 - p);
    }

    /// <summary>A standard normal number from 64 random bits, of which the upper 53 are used.</summary>
    /// <param name="word">The random bits.</param>
    /// <returns>The normal number; |z| is below 8.3.</returns>
    public static double OfWord(ulong word)
    {
        // Signed distance from the middle in cells of 2^-53: exact, so both tails are mirror images.
        var cell = (long)(word >> 11) - (1L << 52);
        var q = (cell + 0.5) * (1.0 / 9007199254740992.0);
        return Evaluate(q, 0.5 - Math.Abs(q));
    }

    /// <summary>A standard normal number from each of several words, with the bits of <see cref="OfWord"/>.</summary>
    /// <param name="words">The random bits, <c>[n]</c>.</param>
    /// <param name="normals">Receives the normal numbers, <c>[n]</c>.</param>
    internal static void OfWords(ReadOnlySpan<ulong> words, Span<double> normals)
    {
        var vectors = Vector256.IsHardwareAccelerated ? words.Length / NormalVectors.Block * NormalVectors.Block : 0;
        if (vectors > 0)
        {
            NormalVectors.OfWords(words[..vectors], normals[..vectors]);
        }

        for (var i = vectors; i < words.Length; i++)
        {
            normals[i] = OfWord(words[i]);
        }
    }

    internal static double Evaluate(double q, double tail)
    {
        if (Math.Abs(q) <= 0.425)
        {
            var r = 0.180625 - (q * q);
            return q * Polynomial(CentreNumerator, r) / Polynomial(CentreDenominator, r);
        }

        var s = Math.Sqrt(-PortableLog.Of(tail));
        double z;
        if (s <= 5)
        {
            s -= 1.6;
            z = Polynomial(ShoulderNumerator, s) / Polynomial(ShoulderDenominator, s);
        }
        else
        {
            s -= 5;
            z = Polynomial(TailNumerator, s) / Polynomial(TailDenominator, s);
        }

        return q < 0 ? -z : z;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Polynomial(double[] coefficients, double r)
    {
        var sum = coefficients[0];
        for (var i = 1; i < coefficients.Length; i++)
        {
            sum = (sum * r) + coefficients[i];
        }

        return sum;
    }
}
