using GenPhys.Inference.Constraints;
using GenPhys.Inference.Random;
using GenPhys.Training.Datasets;

namespace GenPhys.Training.Bridges;

/// <summary>Looks for a point that satisfies a constraint, by descent of l: constraints that contradict each other leave a rest everywhere.</summary>
internal static class CommonPoint
{
    /// <summary>Random starts of the search.</summary>
    public const int Starts = 64;

    private const int Steps = 400;

    // Almost twice the step to the zero of the tangent (Polyak 1969), which halves a squared distance's error: nearly the projection for one set.
    private const double Relaxation = 1.9;

    // What counts as satisfied, as a part of the points' spread: touching sets are only approached.
    private const double Tolerance = 1e-6;

    /// <summary>The smallest l found; 0 where a point satisfies the constraint, to a millionth of the points' spread.</summary>
    /// <param name="constraint">The constraint.</param>
    /// <param name="points">Where to start: at random, as far as the points spread and three times as far.</param>
    public static double SmallestLoss(Constraint constraint, PointSet points)
    {
        var spread = Math.Max(points.RootMeanSquare, double.Epsilon);
        var smallest = double.PositiveInfinity;
        var (x, gradient, next) = (new double[points.Dimension], new double[points.Dimension], new double[points.Dimension]);
        for (var start = 0; start < Starts; start++)
        {
            Philox.FillNormal(new NoiseKey(0, (uint)start, NoisePurpose.Data, Stage: 2), x);
            for (var j = 0; j < x.Length; j++)
            {
                x[j] *= (start % 2 == 0 ? 1 : 3) * spread;
            }

            var loss = Descend(constraint, x, gradient, next, spread);
            smallest = Math.Min(smallest, loss);
            if (Math.Sqrt(2 * smallest) <= Tolerance * spread)
            {
                return 0;
            }
        }

        return smallest;
    }

    private static double Descend(Constraint constraint, double[] x, double[] gradient, double[] next, double spread)
    {
        var loss = constraint.Evaluate(x, gradient);
        for (var step = 0; step < Steps && Math.Sqrt(2 * loss) > Tolerance * spread; step++)
        {
            var square = gradient.Sum(g => g * g);
            var length = Relaxation * loss / square;
            var lower = loss;
            for (var half = 0; half < 60 && double.IsFinite(length) && !(lower < loss); half++, length /= 2)
            {
                for (var j = 0; j < x.Length; j++)
                {
                    next[j] = x[j] - (length * gradient[j]);
                }

                lower = constraint.Evaluate(next, []);
            }

            if (!(lower < loss))
            {
                return loss;
            }

            next.CopyTo(x, 0);
            loss = constraint.Evaluate(x, gradient);
        }

        return loss;
    }
}
