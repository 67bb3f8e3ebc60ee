namespace GenPhys.Inference.Random;

/// <summary>
/// Exponential from correctly rounded operations only, so that every processor gives the same bits: x = k ln 2 + r with
/// |r| at most ln(2)/2, and the series of e^r.
/// </summary>
internal static class PortableExp
{
    private const double Ln2High = 0.693147180369123816490;
    private const double Ln2Low = 1.90821492927058770002e-10;

    /// <summary>e^x for x in [-700, 700]; error below 2 units in the last place.</summary>
    public static double Of(double x)
    {
        var k = Math.Floor((x * 1.4426950408889634) + 0.5);
        var r = (x - (k * Ln2High)) - (k * Ln2Low);

        // |r|^15/15! is below half a unit in the last place of 1.
        var series = 1.0;
        for (var n = 15; n >= 1; n--)
        {
            series = 1 + (series * r / n);
        }

        return series * BitConverter.Int64BitsToDouble((long)(k + 1023) << 52);
    }
}
