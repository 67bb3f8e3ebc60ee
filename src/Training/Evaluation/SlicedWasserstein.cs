using GenPhys.Inference.Random;

namespace GenPhys.Training.Evaluation;

/// <summary>
/// The sliced Wasserstein-1 distance between two clouds of points (Rabin et al. 2012): the mean, over directions on the unit sphere, of the exact
/// distance between the projections. Two clouds of one law are apart by about n^(-1/2) still; that floor is what a perfect model reaches.
/// </summary>
public static class SlicedWasserstein
{
    /// <summary>Directions where nobody says.</summary>
    public const int DefaultDirections = 128;

    /// <summary>The distance, in the units of the data; the directions are the same at every call.</summary>
    /// <param name="a">One cloud, <c>[n, dim]</c>.</param>
    /// <param name="b">The other, <c>[m, dim]</c>.</param>
    /// <param name="dimension">Coordinates.</param>
    /// <param name="directions">Directions, 1 or more.</param>
    /// <returns>0 or more.</returns>
    public static double Distance(ReadOnlySpan<double> a, ReadOnlySpan<double> b, int dimension, int directions = DefaultDirections)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(directions, 1);
        if (a.IsEmpty || b.IsEmpty || a.Length % dimension != 0 || b.Length % dimension != 0)
        {
            throw new ArgumentException($"Both clouds need whole rows of {dimension} numbers, one or more.");
        }

        var direction = new double[dimension];
        var (left, right) = (new double[a.Length / dimension], new double[b.Length / dimension]);
        var total = 0.0;
        for (var k = 0; k < directions; k++)
        {
            Philox.FillNormal(new NoiseKey(0, (uint)k, NoisePurpose.Data, Stage: 2), direction);
            var norm = Math.Sqrt(direction.Sum(u => u * u));
            Project(a, direction, norm, left);
            Project(b, direction, norm, right);
            total += OneDimension(left, right);
        }

        return total / directions;
    }

    /// <summary>The exact distance on the line: the integral of |F^-1 - G^-1|.</summary>
    /// <param name="a">One cloud, sorted.</param>
    /// <param name="b">The other, sorted.</param>
    internal static double OneDimension(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var (i, j, at, sum) = (0, 0, 0.0, 0.0);
        while (i < a.Length && j < b.Length)
        {
            var (nextA, nextB) = ((i + 1.0) / a.Length, (j + 1.0) / b.Length);
            var next = Math.Min(nextA, nextB);
            sum += (next - at) * Math.Abs(a[i] - b[j]);
            at = next;

            // Both step where both end here; counted in whole numbers, since n/n and m/m need not be equal after rounding.
            var order = ((long)(i + 1) * b.Length).CompareTo((long)(j + 1) * a.Length);
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }

        return sum;
    }

    private static void Project(ReadOnlySpan<double> points, double[] direction, double norm, double[] projected)
    {
        for (var row = 0; row < projected.Length; row++)
        {
            var sum = 0.0;
            for (var j = 0; j < direction.Length; j++)
            {
                sum += points[(row * direction.Length) + j] * direction[j];
            }

            projected[row] = sum / norm;
        }

        Array.Sort(projected);
    }
}
