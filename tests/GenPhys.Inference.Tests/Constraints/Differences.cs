using GenPhys.Contracts;
using GenPhys.Contracts.Validation;
using GenPhys.Inference.Constraints;

namespace GenPhys.Inference.Tests.Constraints;

/// <summary>Makes constraints and compares gradients with central differences.</summary>
internal static class Differences
{
    public static Constraint Make(ConstraintSpec spec, int dimension) =>
        ConstraintRegistry.Create(spec, dimension, new ConstraintLimits(), JsonPointer.Root);

    /// <summary>
    /// Whether a gradient agrees with central differences, relative to its size and 1; null next to a kink, where two
    /// widths of the difference disagree with each other.
    /// </summary>
    public static bool? Agree(Func<double[], double> f, double[] x, ReadOnlySpan<double> gradient, double tolerance = 1e-6)
    {
        for (var i = 0; i < x.Length; i++)
        {
            var wide = Central(f, x, i, 2e-5);
            var narrow = Central(f, x, i, 1e-5);
            var scale = Math.Max(1, Math.Abs(narrow));
            if (Math.Abs(wide - narrow) > 0.1 * tolerance * scale)
            {
                return null;
            }

            if (Math.Abs(gradient[i] - narrow) > tolerance * scale)
            {
                return false;
            }
        }

        return true;
    }

    private static double Central(Func<double[], double> f, double[] x, int i, double h)
    {
        var kept = x[i];
        x[i] = kept + h;
        var above = f(x);
        x[i] = kept - h;
        var below = f(x);
        x[i] = kept;
        return (above - below) / (2 * h);
    }
}
