namespace GenPhys.Inference.Random;

/// <summary>Sine from correctly rounded operations only, so that every processor gives the same bits.</summary>
internal static class PortableSin
{
    /// <summary>sin(pi y) for y in (0, 1); relative error of a few units in the last place.</summary>
    public static double OfPi(double y)
    {
        // 1 - y is exact above 1/2, so both ends keep their relative precision.
        var x = Math.PI * (y > 0.5 ? 1 - y : y);
        var x2 = x * x;

        // (pi/2)^25/25! is below half a unit in the last place of 1.
        var series = 1.0;
        for (var n = 24; n >= 2; n -= 2)
        {
            series = 1 - (series * x2 / (n * (n + 1)));
        }

        return x * series;
    }
}
