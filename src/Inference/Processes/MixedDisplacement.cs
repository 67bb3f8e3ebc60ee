using System.Collections.Concurrent;

namespace GenPhys.Inference.Processes;

/// <summary>
/// The flow t v/r of one datum under phi_tt - phi_t + nabla^2 phi = 0, to which scaling reduces every mixed diffusion-Poisson equation:
/// a table over ln z and Y = tau/2z with z = sqrt(tau^2 + r^2)/2, in which it is smooth (1 at the datum, Y/(1 + Y) far from it).
/// </summary>
internal sealed class MixedDisplacement
{
    private const double First = -16;
    private const double Last = 12;
    private const double Step = 0.1;
    private const int Degree = 16;
    private const int Stencil = 6;
    private static readonly ConcurrentDictionary<int, Lazy<MixedDisplacement>> Cache = new();
    private static readonly double[] Nodes = [.. Enumerable.Range(0, Degree + 1).Select(j => 0.5 * (1 - Math.Cos(Math.PI * j / Degree)))];

    private readonly double[] _table;
    private readonly int _rows;

    private MixedDisplacement(int dimension)
    {
        _rows = (int)Math.Round((Last - First) / Step) + 1;
        _table = new double[_rows * (Degree + 1)];
        for (var i = 0; i < _table.Length; i++)
        {
            _table[i] = Exact(Math.Exp(First + (i / (Degree + 1) * Step)), Nodes[i % (Degree + 1)], dimension);
        }
    }

    /// <summary>The table of a dimension; made once.</summary>
    public static MixedDisplacement Of(int dimension) =>
        Cache.GetOrAdd(dimension, key => new Lazy<MixedDisplacement>(() => new MixedDisplacement(key))).Value;

    /// <summary>
    /// The same without the table: with n = (N + 1)/2 and z' = sqrt((tau + u)^2 + r^2)/2, the flux that the field's own integral gives is
    /// c = 1/2 int_0^inf (tau + u) e^(-u/2) z^n/(2 z'^(n+1)) K_{n+1}(z')/K_n(z) du, by the double exponential rule.
    /// </summary>
    public static double Exact(double z, double y, int dimension)
    {
        const double h = 0.08;
        var n = 0.5 * (dimension + 1);
        var tau = 2 * z * Math.Clamp(y, 0, 1);
        var r2 = 4 * z * z * Math.Max(0, 1 - (y * y));
        var logK = BesselFunctions.LogScaledK(n, z);
        var scale = Math.Min(1, 2 * z);
        var last = Math.Min(Math.Log(60 / scale), 40.0 / (dimension + 1)) + 1;
        var sum = 0.0;
        for (var v = -4.0; v < last; v += h)
        {
            var fade = Math.Exp(-v);
            var u = scale * Math.Exp(v - fade);
            var t = tau + u;
            var far = 0.5 * Math.Sqrt((t * t) + r2);

            // z' - z = u (2 tau + u)/4(z + z'), without cancellation.
            var log = (-0.5 * u) - (0.25 * u * ((2 * tau) + u) / (z + far)) + (n * Math.Log(z / far)) - Math.Log(2 * far)
                + BesselFunctions.LogScaledK(n + 1, far) - logK;
            sum += 0.5 * t * Math.Exp(log) * u * (1 + fade) * h;
        }

        return sum;
    }

    /// <summary>t v/r.</summary>
    public double At(double z, double y)
    {
        var at = Math.Clamp((Math.Log(z) - First) / Step, 0, _rows - 1);
        var first = Math.Clamp((int)at - (Stencil / 2) + 1, 0, _rows - Stencil);
        var x = at - first;
        var value = 0.0;
        for (var i = 0; i < Stencil; i++)
        {
            var weight = 1.0;
            for (var j = 0; j < Stencil; j++)
            {
                weight *= j == i ? 1 : (x - j) / (i - j);
            }

            value += weight * Across(first + i, y);
        }

        return value;
    }

    // Barycentric interpolation at Chebyshev-Lobatto nodes.
    private double Across(int row, double y)
    {
        var (above, below) = (0.0, 0.0);
        for (var j = 0; j <= Degree; j++)
        {
            var d = y - Nodes[j];
            var value = _table[(row * (Degree + 1)) + j];
            if (d == 0)
            {
                return value;
            }

            var weight = ((j & 1) == 0 ? 1 : -1) * (j is 0 or Degree ? 0.5 : 1) / d;
            above += weight * value;
            below += weight;
        }

        return above / below;
    }
}
