namespace GenPhys.Training.Evaluation;

/// <summary>The cheapest pairing of two sets of equal size, by shortest augmenting paths (Jonker, Volgenant 1987); cubic in their size at worst.</summary>
public static class OptimalAssignment
{
    /// <summary>The least total cost.</summary>
    /// <param name="cost">Cost of each pair, <c>[n, n]</c>, finite.</param>
    /// <param name="n">Size of either set.</param>
    /// <returns>The sum over the cheapest pairing.</returns>
    public static double Cost(ReadOnlySpan<double> cost, int n)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(cost.Length, n * n);

        // Columns 1 to n; column 0 stands for the row that is being placed.
        var (u, v) = (new double[n + 1], new double[n + 1]);
        var rowOf = new int[n + 1];
        var previous = new int[n + 1];
        var shortest = new double[n + 1];
        var done = new bool[n + 1];
        for (var row = 1; row <= n; row++)
        {
            rowOf[0] = row;
            Array.Fill(shortest, double.PositiveInfinity);
            Array.Clear(done);
            var column = 0;
            do
            {
                done[column] = true;
                var (own, delta, next) = (rowOf[column], double.PositiveInfinity, 0);
                for (var j = 1; j <= n; j++)
                {
                    if (done[j])
                    {
                        continue;
                    }

                    var reduced = cost[((own - 1) * n) + j - 1] - u[own] - v[j];
                    if (reduced < shortest[j])
                    {
                        (shortest[j], previous[j]) = (reduced, column);
                    }

                    if (shortest[j] < delta)
                    {
                        (delta, next) = (shortest[j], j);
                    }
                }

                for (var j = 0; j <= n; j++)
                {
                    if (done[j])
                    {
                        u[rowOf[j]] += delta;
                        v[j] -= delta;
                    }
                    else
                    {
                        shortest[j] -= delta;
                    }
                }

                column = next;
            }
            while (rowOf[column] != 0);

            for (; column != 0; column = previous[column])
            {
                rowOf[column] = rowOf[previous[column]];
            }
        }

        var total = 0.0;
        for (var j = 1; j <= n; j++)
        {
            total += cost[((rowOf[j] - 1) * n) + j - 1];
        }

        return total;
    }

    /// <summary>The 2-Wasserstein distance of two clouds of equal size, in the units of the data.</summary>
    /// <param name="a">One cloud, <c>[n, dim]</c>.</param>
    /// <param name="b">The other, <c>[n, dim]</c>.</param>
    /// <param name="dimension">Coordinates.</param>
    /// <returns>0 or more.</returns>
    public static double Wasserstein2(ReadOnlySpan<double> a, ReadOnlySpan<double> b, int dimension) =>
        Math.Sqrt(SquaredSum(a, b, dimension) / (a.Length / dimension));

    /// <summary>The least sum of squared distances over all pairings of two clouds.</summary>
    /// <param name="a">One cloud, <c>[n, dim]</c>.</param>
    /// <param name="b">The other, <c>[n, dim]</c>.</param>
    /// <param name="dimension">Coordinates.</param>
    /// <returns>0 or more.</returns>
    public static double SquaredSum(ReadOnlySpan<double> a, ReadOnlySpan<double> b, int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(a.Length, b.Length);
        var n = a.Length / dimension;
        var cost = new double[n * n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                for (var k = 0; k < dimension; k++)
                {
                    var difference = a[(i * dimension) + k] - b[(j * dimension) + k];
                    cost[(i * n) + j] += difference * difference;
                }
            }
        }

        return Cost(cost, n);
    }
}
