using System.Numerics;

namespace GenPhys.Inference.Processes.Dispersion;

/// <summary>All roots of a polynomial with complex coefficients, by the simultaneous iteration of Aberth 1973; closed forms to degree 2.</summary>
internal static class PolynomialRoots
{
    private const int MostIterations = 500;

    /// <summary>The roots.</summary>
    /// <param name="c">Coefficients from the constant one up; the last is not 0.</param>
    public static Complex[] Of(Complex[] c)
    {
        // Roots at 0 are split off, so that the rest may be of any size.
        var zeros = 0;
        while (zeros < c.Length - 1 && c[zeros] == 0)
        {
            zeros++;
        }

        return [.. new Complex[zeros], .. NonZero(c[zeros..])];
    }

    private static Complex[] NonZero(Complex[] c) => (c.Length - 1) switch
    {
        0 => [],
        1 => [-c[0] / c[1]],
        2 => Quadratic(c[2], c[1], c[0]),
        _ => Aberth(c),
    };

    private static Complex[] Quadratic(Complex a, Complex b, Complex c)
    {
        var root = Complex.Sqrt((b * b) - (4 * a * c));

        // The larger root has no cancellation, and the product gives the other.
        var sum = Complex.Abs(b + root) >= Complex.Abs(b - root) ? b + root : b - root;
        return sum == 0 ? [0, 0] : [-0.5 * sum / a, -2 * c / sum];
    }

    private static Complex[] Aberth(Complex[] c)
    {
        var degree = c.Length - 1;

        // The geometric mean of the roots' sizes, and an angle without symmetry.
        var radius = Math.Pow(Complex.Abs(c[0] / c[degree]), 1.0 / degree);
        var roots = Enumerable.Range(0, degree).Select(j => Complex.FromPolarCoordinates(radius, 0.4 + (2 * Math.PI * j / degree))).ToArray();
        for (var iteration = 0; iteration < MostIterations; iteration++)
        {
            var moved = 0.0;
            for (var j = 0; j < degree; j++)
            {
                var (value, slope) = (c[degree], Complex.Zero);
                for (var n = degree - 1; n >= 0; n--)
                {
                    slope = (slope * roots[j]) + value;
                    value = (value * roots[j]) + c[n];
                }

                if (value == 0)
                {
                    continue;
                }

                var newton = value / slope;
                var repulsion = roots.Where((_, i) => i != j).Aggregate(Complex.Zero, (sum, other) => sum + (1 / (roots[j] - other)));
                var step = newton / (1 - (newton * repulsion));
                roots[j] -= step;
                moved = Math.Max(moved, Complex.Abs(step) / Math.Max(Complex.Abs(roots[j]), double.Epsilon));
            }

            if (moved < 1e-15)
            {
                break;
            }
        }

        return roots;
    }
}
