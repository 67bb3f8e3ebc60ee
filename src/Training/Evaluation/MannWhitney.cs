using GenPhys.Inference.Guidance.Classifiers;

namespace GenPhys.Training.Evaluation;

/// <summary>The rank test of Mann and Whitney 1947 with the normal approximation and the correction for ties, for samples of about ten numbers or more.</summary>
public static class MannWhitney
{
    /// <summary>The probability, if both samples had one law, of ranks that speak at least as much for the first one being smaller.</summary>
    /// <param name="first">One sample, 1 number or more.</param>
    /// <param name="second">The other, 1 number or more.</param>
    /// <returns>p, 0 to 1; small where the first is stochastically smaller.</returns>
    public static double SmallerProbability(IReadOnlyCollection<double> first, IReadOnlyCollection<double> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Count == 0 || second.Count == 0)
        {
            throw new ArgumentException("Both samples need a number or more.");
        }

        var all = first.Select(x => (Value: x, Mine: true)).Concat(second.Select(x => (Value: x, Mine: false))).OrderBy(x => x.Value).ToArray();
        var (ranks, ties) = (0.0, 0.0);
        for (var start = 0; start < all.Length;)
        {
            var end = start + 1;
            while (end < all.Length && all[end].Value == all[start].Value)
            {
                end++;
            }

            double t = end - start;
            ties += (t * t * t) - t;
            ranks += all[start..end].Count(x => x.Mine) * (start + end + 1) / 2.0;
            start = end;
        }

        double n = first.Count, m = second.Count, total = n + m;
        var u = ranks - (n * (n + 1) / 2);
        var variance = n * m / 12 * (total + 1 - (ties / (total * (total - 1))));
        return variance <= 0 ? 1 : Math.Exp(NormalLaw.LogCdf((u + 0.5 - (n * m / 2)) / Math.Sqrt(variance)));
    }
}
