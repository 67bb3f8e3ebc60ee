namespace GenPhys.Inference.Preconditioning;

/// <summary>
/// The inverse noise schedule of the variance-preserving process in VE coordinates,
/// σ(t) = √(exp(½ β_d t² + β_min t) − 1), β_d = β_max − β_min (Karras et al. 2022, eq. 152).
/// </summary>
internal static class VpClock
{
    public static double Time(double sigma, double betaMin, double betaMax)
    {
        var betaD = betaMax - betaMin;
        var exponent = LogOnePlusSquare(sigma);

        // t = (√(β_min² + 2 β_d ln(1+σ²)) − β_min)/β_d, written as a quotient so that small σ does not cancel.
        return 2 * exponent / (Math.Sqrt(betaMin * betaMin + 2 * betaD * exponent) + betaMin);
    }

    public static IEnumerable<(string Member, string Problem)> Problems(double betaMin, double betaMax, int steps)
    {
        if (!(betaMin >= 0) || double.IsInfinity(betaMin))
        {
            yield return ("betaMin", "must be a finite number, not negative");
        }

        if (!(betaMax > betaMin) || double.IsInfinity(betaMax))
        {
            yield return ("betaMax", "must be finite and greater than betaMin");
        }

        if (steps < 2)
        {
            yield return ("steps", "must be at least 2");
        }
    }

    /// <summary>ln(1 + σ²) without cancellation at small σ (Kahan's correction of log(1+u)).</summary>
    private static double LogOnePlusSquare(double sigma)
    {
        var u = sigma * sigma;
        var w = 1 + u;
        return w == 1 ? u : Math.Log(w) * (u / (w - 1));
    }
}
