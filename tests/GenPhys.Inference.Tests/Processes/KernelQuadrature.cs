using GenPhys.Inference.Processes;
using MathNet.Numerics.Integration;

namespace GenPhys.Inference.Tests.Processes;

/// <summary>Integrals of isotropic kernels over space.</summary>
internal static class KernelQuadrature
{
    private static readonly GaussLegendreRule Rule = new(-1, 1, 16);

    /// <summary>int f(r) dx over N-dimensional space, substituting r = e^v.</summary>
    public static double Space(Func<double, double> f, int dimension, double low = -30, double high = 30) =>
        Line(v => Surface(dimension) * Math.Exp(dimension * v) * f(Math.Exp(v)), low, high, 600);

    /// <summary>int f(x) cos(k x) dx over the line, of an even f that is negligible beyond a radius.</summary>
    public static double Fourier(Func<double, double> f, double k, double radius) =>
        2 * Line(x => f(x) * Math.Cos(k * x), 0, radius, 4000);

    public static double Line(Func<double, double> f, double low, double high, int panels)
    {
        var (width, sum) = ((high - low) / panels, 0.0);
        for (var i = 0; i < panels; i++)
        {
            for (var j = 0; j < Rule.Order; j++)
            {
                sum += 0.5 * width * Rule.Weights[j] * f(low + ((i + (0.5 * (1 + Rule.Abscissas[j]))) * width));
            }
        }

        return sum;
    }

    /// <summary>The kernel with its mass, p(r, t).</summary>
    public static double Density(TimedProcess process, double r, double t, int dimension) =>
        Math.Exp(process.LogKernel(r * r, process.Level(t), dimension)) * Mass(process, t);

    /// <summary>The kernel's mass: below 1 where particles die.</summary>
    public static double Mass(GenerativeProcess process, double t) => process is ScreenedPoissonProcess yukawa ? Math.Exp(-yukawa.M * t) : 1;

    /// <summary>v_r of a single datum.</summary>
    public static double Velocity(TimedProcess process, double r, double t, int dimension)
    {
        var h = 1e-5 * t;
        var slope = Math.Log(process.Level(t + h) / process.Level(t - h)) / (2 * h);
        return process.DisplacementFactor(r * r, process.Level(t), dimension) * r * slope;
    }

    public static double Surface(int dimension) => dimension switch { 1 => 2, 2 => 2 * Math.PI, _ => 4 * Math.PI };
}
