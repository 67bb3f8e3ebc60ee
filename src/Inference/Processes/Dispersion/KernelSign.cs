using MathNet.Numerics.Integration;
using Library = MathNet.Numerics.SpecialFunctions;

namespace GenPhys.Inference.Processes.Dispersion;

/// <summary>The sign of a kernel: the inverse Fourier transform of an isotropic spectrum, tabulated over the radius.</summary>
/// <param name="Radii">Radii r, <c>[points]</c>.</param>
/// <param name="Density">p(r), <c>[points]</c>.</param>
public sealed record KernelSign(IReadOnlyList<double> Radii, IReadOnlyList<double> Density)
{
    private const double Tolerance = 1e-9;
    private const double Negligible = 1e-18;
    private static readonly GaussLegendreRule Rule = new(-1, 1, 16);

    /// <summary>Whether p(r) is 0 or more everywhere, to 1e-9 of its largest value.</summary>
    public bool IsPositive => Density.Min() >= -Tolerance * Density.Max();

    /// <summary>The radius at which p is least.</summary>
    public double LowestRadius => Radii.Zip(Density).MinBy(pair => pair.Second).First;

    /// <summary>Tabulates the kernel of a spectrum.</summary>
    /// <param name="spectrum">p~(k), which decays to nothing.</param>
    /// <param name="dimension">N, 1 to 3.</param>
    /// <param name="radius">Largest radius, above 0.</param>
    /// <param name="points">Radii, 2 or more.</param>
    /// <returns>The table.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The dimension is not 1 to 3.</exception>
    public static KernelSign Of(Func<double, double> spectrum, int dimension, double radius, int points = 120)
    {
        ArgumentNullException.ThrowIfNull(spectrum);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dimension, 3);
        var last = 1.0;
        while (Math.Abs(spectrum(last)) > Negligible && last < 1e6)
        {
            last *= 1.25;
        }

        double[] radii = [.. Enumerable.Range(0, points).Select(i => radius * i / (points - 1))];
        return new KernelSign(radii, [.. radii.Select(r => Inverse(spectrum, dimension, r, last))]);
    }

    /// <summary>p(r), by panels that shrink towards k = 0, where spectra may have a corner, and hold one oscillation elsewhere.</summary>
    private static double Inverse(Func<double, double> spectrum, int dimension, double r, double last)
    {
        var sum = 0.0;
        var largest = Math.Min(last / 40, r > 0 ? 2 * Math.PI / r : last);
        for (var left = 0.0; left < last;)
        {
            var width = Math.Min(Math.Max(left, 1e-12 * last), largest);
            for (var j = 0; j < Rule.Order; j++)
            {
                var k = left + (0.5 * width * (1 + Rule.Abscissas[j]));
                sum += 0.5 * width * Rule.Weights[j] * spectrum(k) * Wave(dimension, k, r);
            }

            left += width;
        }

        return sum;
    }

    private static double Wave(int dimension, double k, double r) => dimension switch
    {
        1 => Math.Cos(k * r) / Math.PI,
        2 => k * Library.BesselJ(0, k * r) / (2 * Math.PI),
        _ => k * k * (r > 0 ? Math.Sin(k * r) / (k * r) : 1) / (2 * Math.PI * Math.PI),
    };
}
