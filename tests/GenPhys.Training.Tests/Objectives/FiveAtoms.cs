namespace GenPhys.Training.Tests.Objectives;

/// <summary>Five atoms in R^3 of unequal mass, small enough to enumerate every reference batch.</summary>
internal static class FiveAtoms
{
    public const double Sigma = 0.7;

    public static readonly double[][] Atoms =
    [
        [0.0, 0.3, -0.5],
        [0.9, -0.4, 0.2],
        [-0.7, 0.8, 0.6],
        [0.5, 0.9, -0.9],
        [-0.2, -1.1, 0.4],
    ];

    public static readonly double[] Masses = [0.1, 0.3, 0.25, 0.15, 0.2];

    public static readonly double[] X = [0.2, 0.1, -0.1];

    public static double[] Posterior(double[] masses)
    {
        var weights = Atoms.Select((atom, k) => masses[k] * Math.Exp(-Square(X, atom) / (2 * Sigma * Sigma))).ToArray();
        var sum = weights.Sum();
        return [.. weights.Select(w => w / sum)];
    }

    public static double[] ExactScore(double[] masses)
    {
        var posterior = Posterior(masses);
        return [.. Enumerable.Range(0, 3).Select(i => (posterior.Select((w, k) => w * Atoms[k][i]).Sum() - X[i]) / (Sigma * Sigma))];
    }

    /// <summary>All ordered batches of n atoms, with or without repetition.</summary>
    public static IEnumerable<int[]> Batches(int n, bool repeat)
    {
        if (n == 0)
        {
            yield return [];
            yield break;
        }

        foreach (var head in Batches(n - 1, repeat))
        {
            for (var k = 0; k < Atoms.Length; k++)
            {
                if (repeat || !head.Contains(k))
                {
                    yield return [.. head, k];
                }
            }
        }
    }

    public static double[] Target(int[] batch) => Targets.Score(X, [.. batch.SelectMany(k => Atoms[k])], 1, Sigma);

    /// <summary>Mean and trace of the covariance of the target when a batch has a given probability.</summary>
    public static (double[] Mean, double Variance) Moments(int n, bool repeat, Func<int[], double> probability)
    {
        var (mean, square) = (new double[3], 0.0);
        foreach (var batch in Batches(n, repeat))
        {
            var p = probability(batch);
            var target = Target(batch);
            for (var i = 0; i < 3; i++)
            {
                mean[i] += p * target[i];
                square += p * target[i] * target[i];
            }
        }

        return (mean, square - mean.Sum(v => v * v));
    }

    public static double Error(double[] left, double[] right) => left.Zip(right, (a, b) => Math.Abs(a - b)).Max();

    private static double Square(double[] left, double[] right) => left.Zip(right, (a, b) => (a - b) * (a - b)).Sum();
}
