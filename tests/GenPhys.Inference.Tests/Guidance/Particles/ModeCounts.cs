namespace GenPhys.Inference.Tests.Guidance.Particles;

/// <summary>How many modes independent draws find (Corso et al. 2024, propositions 4 and 5).</summary>
internal static class ModeCounts
{
    public static double[] Equal(int modes) => [.. Enumerable.Repeat(1.0 / modes, modes)];

    /// <summary>Expected distinct modes, sum_m 1 - (1 - w_m)^x.</summary>
    public static double Expected(double[] weights, int draws) => weights.Sum(w => 1 - Math.Pow(1 - w, draws));

    /// <summary>Standard deviation of the count for equal modes.</summary>
    public static double StandardDeviation(int n, int x) => Math.Sqrt(
        (n * Math.Pow(1 - (1.0 / n), x)) + (n * (n - 1) * Math.Pow(1 - (2.0 / n), x)) - (n * n * Math.Pow(1 - (1.0 / n), 2 * x)));

    /// <summary>Expected draws until every one of n equal modes was met, n H_n.</summary>
    public static double DrawsForAll(int n) => n * Enumerable.Range(1, n).Sum(k => 1.0 / k);
}
