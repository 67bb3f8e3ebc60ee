using GenPhys.Inference.Codes;

namespace GenPhys.Training.Disco;

/// <summary>What hard codes tell of the data, and a prior of them.</summary>
public static class CodeStatistics
{
    /// <summary>Share of each code by slot.</summary>
    /// <param name="codes">Codes, <c>[rows, slots]</c>.</param>
    /// <param name="sizes">Codebook sizes, <c>[slots]</c>.</param>
    /// <returns><c>[slots][size]</c>; each slot's sum to 1.</returns>
    public static double[][] Shares(int[] codes, IReadOnlyList<int> sizes)
    {
        ArgumentNullException.ThrowIfNull(codes);
        ArgumentNullException.ThrowIfNull(sizes);
        var shares = sizes.Select(size => new double[size]).ToArray();
        for (var i = 0; i < codes.Length; i++)
        {
            shares[i % sizes.Count][codes[i]] += (double)sizes.Count / codes.Length;
        }

        return shares;
    }

    /// <summary>Entropy of whole codes as they occur, in nats.</summary>
    /// <param name="codes">Codes, <c>[rows, slots]</c>.</param>
    /// <param name="slots">Slots.</param>
    /// <returns>0 or more.</returns>
    public static double Entropy(int[] codes, int slots) => Entropy(Whole(codes, slots));

    /// <summary>Mutual information of whole codes and labels, I = H(code) + H(label) - H(code, label), in bits.</summary>
    /// <param name="codes">Codes, <c>[rows, slots]</c>.</param>
    /// <param name="slots">Slots.</param>
    /// <param name="labels">Labels, <c>[rows]</c>.</param>
    /// <returns>0 or more.</returns>
    public static double Information(int[] codes, int slots, IReadOnlyList<int> labels)
    {
        var whole = Whole(codes, slots).ToList();
        return (Entropy(whole) + Entropy(labels.Select(label => label.ToString())) - Entropy(whole.Zip(labels, (code, label) => $"{code}|{label}"))) / Math.Log(2);
    }

    /// <summary>Share of the rows whose label is the commonest one of their code.</summary>
    /// <param name="codes">Codes, <c>[rows, slots]</c>.</param>
    /// <param name="slots">Slots.</param>
    /// <param name="labels">Labels, <c>[rows]</c>.</param>
    /// <returns>0 to 1.</returns>
    public static double Purity(int[] codes, int slots, IReadOnlyList<int> labels) =>
        (double)Whole(codes, slots).Zip(labels).GroupBy(row => row.First).Sum(code => code.GroupBy(row => row.Second).Max(label => label.Count())) / labels.Count;

    /// <summary>Mean of -ln p(z) over codes, in nats.</summary>
    /// <param name="prior">The prior.</param>
    /// <param name="codes">Codes, <c>[rows, slots]</c>.</param>
    /// <returns>0 or more.</returns>
    public static double NegativeLogLikelihood(CodePrior prior, int[] codes)
    {
        ArgumentNullException.ThrowIfNull(prior);
        ArgumentNullException.ThrowIfNull(codes);
        var slots = prior.Sizes.Count;
        return -Enumerable.Range(0, codes.Length / slots).Average(row => prior.LogProbability(codes.AsSpan(row * slots, slots)));
    }

    private static IEnumerable<string> Whole(int[] codes, int slots) => codes.Chunk(slots).Select(code => string.Join(',', code));

    private static double Entropy(IEnumerable<string> values)
    {
        var counts = values.CountBy(value => value).Select(pair => (double)pair.Value).ToList();
        var total = counts.Sum();
        return -counts.Sum(count => count / total * Math.Log(count / total));
    }
}
