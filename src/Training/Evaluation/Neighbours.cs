namespace GenPhys.Training.Evaluation;

/// <summary>
/// How sparse the neighbourhood of a point is among reference points: the mean distance to the k nearest, the local outlier factor (Breunig et al. 2000), and the
/// distances that tell a copy. Distances are Euclidean, by comparison with every reference.
/// </summary>
public sealed class Neighbours
{
    // Keeps the density of duplicated references finite.
    private const double Least = 1e-12;

    private readonly double[] _reference;
    private readonly int _dimension;
    private readonly Dictionary<int, (double[] Reach, double[] Density)> _local = [];

    /// <summary>Takes the reference points.</summary>
    /// <param name="reference">Points, <c>[n, dim]</c>, 2 or more.</param>
    /// <param name="dimension">Coordinates.</param>
    public Neighbours(ReadOnlySpan<double> reference, int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        if (reference.Length < 2 * dimension || reference.Length % dimension != 0)
        {
            throw new ArgumentException($"Two or more whole points of {dimension} coordinates are needed.", nameof(reference));
        }

        (_reference, _dimension) = (reference.ToArray(), dimension);
    }

    /// <summary>Reference points.</summary>
    public int Count => _reference.Length / _dimension;

    /// <summary>Mean distance of a point to its k nearest references: larger where it is sparser.</summary>
    /// <param name="point">The point, none of the references.</param>
    /// <param name="k">k, 1 to the number of references (default 5).</param>
    public double MeanDistance(ReadOnlySpan<double> point, int k = 5) => Nearest(point, k, except: -1).Average(n => n.Distance);

    /// <summary>Distances d_1 and d_2 of a point to its two nearest references; a copy has d_1 / d_2 near 0.</summary>
    /// <param name="point">The point, none of the references.</param>
    public (double First, double Second) TwoNearest(ReadOnlySpan<double> point)
    {
        var two = Nearest(point, 2, except: -1);
        return (two[0].Distance, two[1].Distance);
    }

    /// <summary>
    /// The local outlier factor: how much sparser a point's neighbourhood is than those of its k neighbours; about 1 inside a cloud, far above 1 outside.
    /// </summary>
    /// <param name="point">The point, none of the references.</param>
    /// <param name="k">k, 1 to the number of references less one (default 20).</param>
    public double OutlierFactor(ReadOnlySpan<double> point, int k = 20)
    {
        var (reach, density) = Local(k);
        var near = Nearest(point, k, except: -1);
        return near.Average(n => density[n.Index]) / Density(near, reach);
    }

    // lrd = 1 / mean of the reachability distances max(d_k(b), |a - b|).
    private static double Density((int Index, double Distance)[] near, double[] reach) =>
        1 / (near.Average(n => Math.Max(reach[n.Index], n.Distance)) + Least);

    private (double[] Reach, double[] Density) Local(int k)
    {
        if (_local.TryGetValue(k, out var known))
        {
            return known;
        }

        var near = Enumerable.Range(0, Count).Select(i => Nearest(At(i), k, except: i)).ToArray();
        double[] reach = [.. near.Select(n => n[^1].Distance)];
        return _local[k] = (reach, [.. near.Select(n => Density(n, reach))]);
    }

    private ReadOnlySpan<double> At(int index) => _reference.AsSpan(index * _dimension, _dimension);

    // By insertion into a sorted list of k: most references are farther than the k-th so far.
    private (int Index, double Distance)[] Nearest(ReadOnlySpan<double> point, int k, int except)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, except < 0 ? Count : Count - 1);
        var near = new (int Index, double Distance)[k];
        Array.Fill(near, (-1, double.PositiveInfinity));
        for (var i = 0; i < Count; i++)
        {
            var squared = 0.0;
            for (var j = 0; j < _dimension; j++)
            {
                var difference = point[j] - _reference[(i * _dimension) + j];
                squared += difference * difference;
            }

            if (i == except || !(squared < near[^1].Distance))
            {
                continue;
            }

            var place = k - 1;
            while (place > 0 && near[place - 1].Distance > squared)
            {
                near[place] = near[place - 1];
                place--;
            }

            near[place] = (i, squared);
        }

        return Array.ConvertAll(near, n => (n.Index, Math.Sqrt(n.Distance)));
    }
}
