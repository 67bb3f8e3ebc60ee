using System.Collections.Concurrent;

namespace GenPhys.Inference.Processes;

/// <summary>
/// The isotropic stable density of index 2 beta in N dimensions at unit level, g(u) = E_S (4 pi S)^(-N/2) exp(-u^2/4S) over the one-sided
/// stable clock S. Tabulated in ln u with slopes and read by cubic Hermite interpolation; beyond the table its power law
/// u^(-N - 2 beta) holds to the last digits.
/// </summary>
internal sealed class StableKernel
{
    private const double Step = 0.01;
    private const double First = -8;
    private static readonly ConcurrentDictionary<(double Beta, int Dimension), Lazy<StableKernel>> Cache = new();

    private readonly double _tail;
    private readonly double _centre;
    private readonly double _centreSlope;
    private readonly double[] _values;
    private readonly double[] _slopes;

    private StableKernel(double beta, int dimension)
    {
        _tail = dimension + (2 * beta);

        // The power law's first correction is of order u^(-2 beta), and below 1e-11 here; the bulk lies at u of order sqrt(N).
        var last = (25 / (2 * beta)) + (0.5 * Math.Log(dimension + 1));
        var clock = new StableClockDensity(beta, dimension, last);
        (_centre, var centreSlope) = clock.Mixture(0);
        _centreSlope = centreSlope;
        var count = (int)Math.Ceiling((last - First) / Step) + 1;
        _values = new double[count];
        _slopes = new double[count];
        for (var i = 0; i < count; i++)
        {
            var u2 = Math.Exp(2 * (First + (i * Step)));
            var (value, slope) = clock.Mixture(u2);
            (_values[i], _slopes[i]) = (value, 2 * u2 * slope * Step);
        }
    }

    /// <summary>The kernel; made once per index and dimension.</summary>
    public static StableKernel Of(double beta, int dimension) =>
        Cache.GetOrAdd((beta, dimension), key => new Lazy<StableKernel>(() => new StableKernel(key.Beta, key.Dimension))).Value;

    /// <summary>ln g at u^2.</summary>
    public double LogDensity(double u2)
    {
        var (i, f) = Place(u2);
        if (i < 0)
        {
            return _centre + (_centreSlope * u2);
        }

        if (i >= _values.Length - 1)
        {
            return _values[^1] - (_tail * (f + ((i - _values.Length + 1) * Step)));
        }

        var (a, b, p, q) = (_values[i], _values[i + 1], _slopes[i], _slopes[i + 1]);
        var (c, d) = ((3 * (b - a)) - (2 * p) - q, (2 * (a - b)) + p + q);
        return a + (f * (p + (f * (c + (f * d)))));
    }

    /// <summary>The derivative of ln g by u^2.</summary>
    public double Slope(double u2)
    {
        var (i, f) = Place(u2);
        if (i < 0)
        {
            return _centreSlope;
        }

        if (i >= _values.Length - 1)
        {
            return -0.5 * _tail / u2;
        }

        var (a, b, p, q) = (_values[i], _values[i + 1], _slopes[i], _slopes[i + 1]);
        var (c, d) = ((3 * (b - a)) - (2 * p) - q, (2 * (a - b)) + p + q);
        return (p + (f * ((2 * c) + (3 * f * d)))) / (Step * 2 * u2);
    }

    // Cell and fraction within it; before the table -1, beyond it its last node and the distance in ln u.
    private (int Cell, double Fraction) Place(double u2)
    {
        var at = ((0.5 * Math.Log(u2)) - First) / Step;
        if (!(at >= 0))
        {
            return (-1, 0);
        }

        return at >= _values.Length - 1
            ? (_values.Length - 1, (at - (_values.Length - 1)) * Step)
            : ((int)at, at - Math.Floor(at));
    }
}
