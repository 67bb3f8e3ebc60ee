using GenPhys.Training.Datasets;
using GenPhys.Training.LowDensity;

namespace GenPhys.Training.Evaluation;

/// <summary>What guidance makes of the long tail: how many samples are rare, whether they still follow the law, and what a rare one costs.</summary>
public sealed record LongTailReport
{
    /// <summary>Percentiles of real hardness between which the bands lie whose cost is compared.</summary>
    public static IReadOnlyList<double> BandPercentiles { get; } = [50, 75, 90];

    /// <summary>Part of the samples on the ring.</summary>
    public required double RingShare { get; init; }

    /// <summary>Part of the samples farther than three standard deviations from every part of the law.</summary>
    public required double FarShare { get; init; }

    /// <summary>Part of the samples that lie in the third of their own class.</summary>
    public required double Agreement { get; init; }

    /// <summary>Maximum mean discrepancy between samples on the ring and real points on it, of as many as asked for.</summary>
    public required double RingDiscrepancy { get; init; }

    /// <summary>What the discrepancy is about for as many samples of the law itself.</summary>
    public required double RingFloor { get; init; }

    /// <summary>Mean hardness, nats.</summary>
    public required double Hardness { get; init; }

    /// <summary>Samples drawn for one in each band of hardness, rising.</summary>
    public required IReadOnlyList<double> Cost { get; init; }

    /// <summary>Measures samples.</summary>
    /// <param name="draws">The samples.</param>
    /// <param name="law">The law.</param>
    /// <param name="real">Real points of it, with classes.</param>
    /// <param name="hardness">Hardness of points under their classes.</param>
    /// <param name="ringPoints">Points on the ring that the discrepancy is taken of, from both sides.</param>
    public static LongTailReport Of(ClassDraws draws, LongTailData law, PointSet real, Func<double[], IReadOnlyList<int>, double[]> hardness, int ringPoints = 200)
    {
        ArgumentNullException.ThrowIfNull(draws);
        ArgumentNullException.ThrowIfNull(law);
        ArgumentNullException.ThrowIfNull(real);
        ArgumentNullException.ThrowIfNull(hardness);
        var count = draws.Labels.Length;
        var (far, own) = (0, 0);
        for (var row = 0; row < count; row++)
        {
            far += law.Deviations(draws[row]) > 3 ? 1 : 0;
            own += LongTailData.NearestClass(draws[row]) == draws.Labels[row] ? 1 : 0;
        }

        var edges = HardnessBands.Percentiles(hardness(real.Values.ToArray(), real.Labels!), [.. BandPercentiles]);
        var found = hardness(draws.Points, draws.Labels);
        var ring = Ring(draws.Points, draws.Labels, law);
        var realRing = Ring(real.Values, real.Labels!, law);
        var (made, wanted) = (Spread(ring, ringPoints), Spread(realRing, ringPoints));
        return new LongTailReport
        {
            RingShare = (double)ring.Count / count,
            FarShare = (double)far / count,
            Agreement = (double)own / count,
            RingDiscrepancy = MeanDiscrepancy.Biased(made, wanted, 2),
            RingFloor = MeanDiscrepancy.BiasedFloor(made.Length / 2, wanted, 2),
            Hardness = found.Average(),
            Cost = HardnessBands.Cost(found, edges),
        };
    }

    private static List<(double X, double Y)> Ring(ReadOnlySpan<double> points, IReadOnlyList<int> labels, LongTailData law)
    {
        var ring = new List<(double, double)>();
        for (var row = 0; row < labels.Count; row++)
        {
            if (law.OnRing(points.Slice(2 * row, 2)))
            {
                ring.Add((points[2 * row], points[(2 * row) + 1]));
            }
        }

        return ring;
    }

    // Evenly over the list, in which the classes stand one after another.
    private static double[] Spread(List<(double X, double Y)> ring, int count) =>
        [.. Enumerable.Range(0, Math.Min(count, ring.Count)).Select(i => ring[(int)((long)i * ring.Count / Math.Min(count, ring.Count))]).SelectMany(p => new[] { p.X, p.Y })];
}
