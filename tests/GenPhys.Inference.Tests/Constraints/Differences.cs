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
    /// Whether a gradient agrees with central differences, relative to its size and 1; null next to a kink, where the
    /// differences to both sides, or those of two widths, disagree with each other.
    /// </summary>
    public static bool? Agree(Func<double[], double> f, double[] x, ReadOnlySpan<double> gradient, double tolerance = 1e-6)
    {
        const double H = 1e-5;
        var here = f(x);
        for (var i = 0; i < x.Length; i++)
        {
            var (above, below) = (At(i, H), At(i, -H));
            var narrow = (above - below) / (2 * H);
            var wide = (At(i, 2 * H) - At(i, -2 * H)) / (4 * H);
            var scale = Math.Max(1, Math.Abs(narrow));
            if (Math.Abs(above - here - (here - below)) > 1e-4 * H * scale || Math.Abs(wide - narrow) > 0.1 * tolerance * scale)
            {
                return null;
            }

            if (Math.Abs(gradient[i] - narrow) > tolerance * scale)
            {
                return false;
            }
        }

        return true;

        double At(int i, double step)
        {
            var kept = x[i];
            x[i] = kept + step;
            var value = f(x);
            x[i] = kept;
            return value;
        }
    }
}
