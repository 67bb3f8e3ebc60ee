using GenPhys.Contracts;

namespace GenPhys.Inference.Guidance.Particles;

/// <summary>
/// Repulsion between vectors of angles, exp(-|tau_i - tau_j|^2 / h) with wrapped differences (Corso et al. 2024, eq. 41). Where coordinates may be exchanged,
/// a pair counts in one of its equivalent orders. A set of orders that is no group makes the kernel asymmetric, so both orders of a pair are summed.
/// </summary>
/// <param name="bandwidth">h, in squared radians.</param>
/// <param name="indices">Coordinates that are angles.</param>
/// <param name="permutations">Orders of them, <c>[permutations][indices]</c>, beside the identity.</param>
/// <param name="rule">Which order counts.</param>
public sealed class TorsionPotential(Bandwidth bandwidth, int[] indices, int[][] permutations, PermutationRule rule) : Potential
{
    private readonly SomeCoordinates _coordinates = new(indices);
    private readonly int[][] _orders = [[.. Enumerable.Range(0, indices.Length)], .. permutations];
    private double[] _squared = [];
    private int[] _chosen = [];

    /// <inheritdoc/>
    public override double Cost => 1e-5 * _orders.Length * indices.Length;

    /// <inheritdoc/>
    public override void AddForces(in ParticleGroup group)
    {
        var (n, k) = (group.Count, indices.Length);
        var angles = _coordinates.Read(group, out var force);
        if (_squared.Length < n * (n - 1))
        {
            _squared = new double[n * (n - 1)];
            _chosen = new int[n * (n - 1)];
        }

        var pair = 0;
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                if (i != j)
                {
                    (_squared[pair], _chosen[pair]) = Closest(angles.Slice(i * k, k), angles.Slice(j * k, k));
                    pair++;
                }
            }
        }

        var squared = _squared.AsSpan(0, pair);
        var h = bandwidth.Of(squared, n, group.NoiseLevel);
        pair = 0;
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                if (i == j)
                {
                    continue;
                }

                var push = Math.Exp(-squared[pair] / h) / h;
                var order = _orders[_chosen[pair++]];
                for (var c = 0; c < k; c++)
                {
                    var f = push * GaussianKernel.Wrap(angles[(i * k) + c] - angles[(j * k) + order[c]]);
                    force[(i * k) + c] += f;
                    force[(j * k) + order[c]] -= f;
                }
            }
        }

        _coordinates.AddBack(group);
    }

    private (double Squared, int Order) Closest(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var best = (Squared: double.NaN, Order: 0);
        for (var p = 0; p < _orders.Length; p++)
        {
            var sum = 0.0;
            for (var c = 0; c < a.Length; c++)
            {
                var difference = GaussianKernel.Wrap(a[c] - b[_orders[p][c]]);
                sum += difference * difference;
            }

            if (p == 0 || (rule == PermutationRule.Nearest ? sum < best.Squared : sum > best.Squared))
            {
                best = (sum, p);
            }
        }

        return best;
    }
}
