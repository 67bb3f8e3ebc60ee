namespace GenPhys.Inference.Processes;

/// <summary>Functions that the library lacks, free of cancellation where the processes need them.</summary>
internal static class SpecialFunctions
{
    /// <summary>ln(1 + y) for y above -1 (Kahan's correction by the rounding of 1 + y).</summary>
    public static double LogOnePlus(double y)
    {
        var u = 1 + y;
        return u == 1 ? y : Math.Log(u) * y / (u - 1);
    }

    /// <summary>e^y - 1 (Kahan's correction by the rounding of e^y).</summary>
    public static double ExpMinusOne(double y)
    {
        var u = Math.Exp(y);
        if (u == 1)
        {
            return y;
        }

        var difference = u - 1;
        return difference == -1 ? -1 : difference * y / Math.Log(u);
    }

    /// <summary>ln Gamma(a + n) - ln Gamma(a) for a above 0, n 0 or more; two large logarithms would cancel.</summary>
    public static double LogGammaDifference(double a, double n)
    {
        // Raised by Gamma(x + 1) = x Gamma(x) until Stirling's series for the difference holds to the last digits.
        var shift = 0.0;
        while (a < 16)
        {
            shift += Math.Log(a / (a + n));
            a++;
        }

        // lnG(x) = (x - 1/2) ln x - x + ln(2 pi)/2 + s(x): the difference, arranged so that nothing large is subtracted.
        var b = a + n;
        return shift + ((a - 0.5) * LogOnePlus(n / a)) + (n * Math.Log(b)) - n + (Stirling(b) - Stirling(a));
    }

    private static double Stirling(double x)
    {
        var y = 1 / (x * x);
        return ((1.0 / 12) - (y * ((1.0 / 360) - (y * ((1.0 / 1260) - (y * ((1.0 / 1680) - (y / 1188)))))))) / x;
    }
}
