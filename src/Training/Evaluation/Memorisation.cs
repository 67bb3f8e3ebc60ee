namespace GenPhys.Training.Evaluation;

/// <summary>
/// Whether samples are copies of training points: within bands of equal hardness, their distance to the nearest training point is compared with that of held-out
/// real points. Rare samples lie far from anything by nature, so that all bands together would hide copies among them.
/// </summary>
public static class Memorisation
{
    /// <summary>Least p of the rank test at which samples are not called nearer than real points.</summary>
    public const double LeastProbability = 0.01;

    /// <summary>Most by which the share of copies, d_1 / d_2 below a half, may exceed that of real points.</summary>
    public const double MostExcess = 0.01;

    private const int FewestPerBand = 10;

    /// <summary>Judges samples.</summary>
    /// <param name="samples">Samples, <c>[n, dim]</c>.</param>
    /// <param name="sampleHardness">Their hardness, <c>[n]</c>.</param>
    /// <param name="heldOut">Held-out real points, <c>[m, dim]</c>.</param>
    /// <param name="heldOutHardness">Their hardness, <c>[m]</c>.</param>
    /// <param name="training">Training points.</param>
    /// <param name="dimension">Coordinates.</param>
    /// <param name="edges">Borders between bands of hardness, rising.</param>
    /// <returns>A verdict for each band that holds ten samples and ten real points or more.</returns>
    public static IReadOnlyList<MemorisationBand> Judge(
        ReadOnlySpan<double> samples,
        ReadOnlySpan<double> sampleHardness,
        ReadOnlySpan<double> heldOut,
        ReadOnlySpan<double> heldOutHardness,
        Neighbours training,
        int dimension,
        IReadOnlyList<double> edges)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(edges);
        var made = InBands(samples, sampleHardness, training, dimension, edges);
        var real = InBands(heldOut, heldOutHardness, training, dimension, edges);
        var verdicts = new List<MemorisationBand>();
        for (var band = 0; band <= edges.Count; band++)
        {
            if (made[band].Count >= FewestPerBand && real[band].Count >= FewestPerBand)
            {
                var (copies, expected) = (Copies(made[band]), Copies(real[band]));
                verdicts.Add(new MemorisationBand(
                    band,
                    MannWhitney.SmallerProbability([.. made[band].Select(d => d.First)], [.. real[band].Select(d => d.First)]),
                    copies,
                    expected,
                    Math.Sqrt((copies * (1 - copies) / made[band].Count) + (expected * (1 - expected) / real[band].Count))));
            }
        }

        return verdicts;
    }

    private static double Copies(List<(double First, double Second)> distances) => distances.Average(d => d.First < 0.5 * d.Second ? 1.0 : 0);

    private static List<(double First, double Second)>[] InBands(
        ReadOnlySpan<double> points, ReadOnlySpan<double> hardness, Neighbours training, int dimension, IReadOnlyList<double> edges)
    {
        List<(double, double)>[] bands = [.. Enumerable.Range(0, edges.Count + 1).Select(_ => new List<(double, double)>())];
        for (var i = 0; i < hardness.Length; i++)
        {
            bands[HardnessBands.Of(hardness[i], edges)].Add(training.TwoNearest(points.Slice(i * dimension, dimension)));
        }

        return bands;
    }
}

/// <summary>What was found in a band of hardness.</summary>
/// <param name="Band">The band, 0 below the first border.</param>
/// <param name="Probability">p of the rank test: small where samples lie nearer to training points than real ones do.</param>
/// <param name="Copies">Share of samples with d_1 / d_2 below a half.</param>
/// <param name="RealCopies">The same share of held-out points.</param>
/// <param name="Error">Standard error of the difference of the two shares, of which three are granted.</param>
public sealed record MemorisationBand(int Band, double Probability, double Copies, double RealCopies, double Error)
{
    /// <summary>Whether the samples are no copies.</summary>
    public bool Passes => Probability > Memorisation.LeastProbability && Copies - RealCopies <= Memorisation.MostExcess + (3 * Error);
}
