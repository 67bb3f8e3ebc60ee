using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GenPhys.Inference.Random;

/// <summary>
/// Natural logarithm from correctly rounded operations only, so that every processor gives the same bits: the exponent
/// is split off, and the mantissa m in [sqrt(1/2), sqrt(2)) goes through 2 artanh((m - 1)/(m + 1)).
/// </summary>
internal static class PortableLog
{
    private const double Ln2High = 0.693147180369123816490;
    private const double Ln2Low = 1.90821492927058770002e-10;

    /// <summary>ln(x) for a normal, positive x; error below 2 units in the last place.</summary>
    public static double Of(double x)
    {
        var bits = BitConverter.DoubleToInt64Bits(x);
        var exponent = (int)((bits >> 52) & 0x7FF) - 1023;
        var mantissa = BitConverter.Int64BitsToDouble((bits & 0x000FFFFFFFFFFFFF) | 0x3FF0000000000000);
        if (mantissa > 1.4142135623730951)
        {
            mantissa *= 0.5;
            exponent++;
        }

        // |s| <= 0.1716, so the terms fall by a factor of 0.0295 and s^25/25 is below half a unit in the last place of s.
        var s = (mantissa - 1) / (mantissa + 1);
        var s2 = s * s;
        var series = 0.0;
        for (var k = 23; k >= 3; k -= 2)
        {
            series = (series + (1.0 / k)) * s2;
        }

        return (exponent * Ln2High) + ((2 * s) + ((2 * s * series) + (exponent * Ln2Low)));
    }

    /// <summary>ln(x) of eight numbers, with the bits of <see cref="Of(double)"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Of(Vector512<double> x)
    {
        var bits = x.AsInt64();
        var exponent = Vector512.ConvertToDouble(((bits >>> 52) & Vector512.Create(0x7FFL)) - Vector512.Create(1023L));
        var mantissa = ((bits & Vector512.Create(0x000FFFFFFFFFFFFF)) | Vector512.Create(0x3FF0000000000000)).AsDouble();
        var large = Vector512.GreaterThan(mantissa, Vector512.Create(1.4142135623730951));
        mantissa = Vector512.ConditionalSelect(large, mantissa * Vector512.Create(0.5), mantissa);
        exponent += large & Vector512.Create(1.0);

        var one = Vector512.Create(1.0);
        var s = (mantissa - one) / (mantissa + one);
        var s2 = s * s;
        var series = Vector512<double>.Zero;
        for (var k = 23; k >= 3; k -= 2)
        {
            series = (series + Vector512.Create(1.0 / k)) * s2;
        }

        var twice = Vector512.Create(2.0) * s;
        return (exponent * Vector512.Create(Ln2High)) + (twice + ((twice * series) + (exponent * Vector512.Create(Ln2Low))));
    }
}
