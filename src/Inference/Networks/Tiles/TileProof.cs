using System.Diagnostics;

namespace GenPhys.Inference.Networks.Tiles;

/// <summary>Checks on random rows that an evaluator's bits depend on the row alone, and measures its tiles.</summary>
internal static class TileProof
{
    private const int Strangers = 13;

    /// <summary>
    /// The tile sizes that may be used together: each gives a row the same bits, value and vector-Jacobian product, at
    /// every place and beside rows of quite another magnitude, and all give the same. Where the BLAS treats some rows of
    /// a tile unlike others (OpenBLAS's Haswell kernels do, from 12 rows on), few sizes are left, or none.
    /// </summary>
    /// <returns>The agreeing sizes that reach furthest, ascending; empty if no size keeps its own rows' bits.</returns>
    public static IReadOnlyList<int> Choose(ITileEvaluator evaluator, IReadOnlyList<int> sizes)
    {
        var rows = sizes[^1] + 37;
        var lanes = Rows(evaluator, rows, scale: 2, seed: 1);
        var moved = Join(Rows(evaluator, Strangers, scale: 1e3, seed: 2), lanes);
        var groups = new List<(double[] Bits, List<int> Sizes)>();
        foreach (var size in sizes)
        {
            evaluator.Use(size);
            var bits = Run(evaluator, lanes);
            if (!Same(bits, Tail(evaluator, Run(evaluator, moved), rows)))
            {
                continue;
            }

            if (groups.Find(g => Same(g.Bits, bits)).Sizes is { } agreeing)
            {
                agreeing.Add(size);
            }
            else
            {
                groups.Add((bits, [size]));
            }
        }

        return groups.Count == 0 ? [] : groups.MaxBy(g => g.Sizes[^1]).Sizes;
    }

    /// <summary>The best of a few runs of a full tile, both flavours.</summary>
    public static TileCost Measure(ITileEvaluator evaluator, int size)
    {
        var lanes = Rows(evaluator, size, scale: 2, seed: 3);
        var (output, gradient) = (new double[size * evaluator.Outputs], new double[size * evaluator.Inputs]);
        var (value, vjp) = (double.PositiveInfinity, double.PositiveInfinity);
        for (var run = 0; run < 4; run++)
        {
            var start = Stopwatch.GetTimestamp();
            evaluator.Forward(lanes.Input, lanes.Noise, output);
            value = Math.Min(value, Stopwatch.GetElapsedTime(start).TotalMicroseconds);
            start = Stopwatch.GetTimestamp();
            evaluator.ForwardAndKeep(lanes.Input, lanes.Noise, output);
            evaluator.Backward(lanes.Cotangent, gradient);
            vjp = Math.Min(vjp, Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }

        return new TileCost(size, value, vjp);
    }

    private static Lanes Rows(ITileEvaluator evaluator, int count, double scale, int seed)
    {
        var random = new System.Random(seed);
        return new Lanes(
            Draw(count * evaluator.Inputs, scale),
            [.. Enumerable.Range(0, count).Select(i => i % 2 == 0 ? 0.25 : -1.5 + 2.5 * random.NextDouble())],
            Draw(count * evaluator.Outputs, scale));

        double[] Draw(int length, double bound) => [.. Enumerable.Range(0, length).Select(_ => bound * (2 * random.NextDouble() - 1))];
    }

    private static Lanes Join(Lanes a, Lanes b) => new([.. a.Input, .. b.Input], [.. a.Noise, .. b.Noise], [.. a.Cotangent, .. b.Cotangent]);

    /// <summary>Value, value of the other flavour's forward pass, and gradient, one after the other for each row.</summary>
    private static double[] Run(ITileEvaluator evaluator, Lanes lanes)
    {
        var rows = lanes.Noise.Length;
        var (value, kept) = (new double[rows * evaluator.Outputs], new double[rows * evaluator.Outputs]);
        var gradient = new double[rows * evaluator.Inputs];
        evaluator.Forward(lanes.Input, lanes.Noise, value);
        evaluator.ForwardAndKeep(lanes.Input, lanes.Noise, kept);
        evaluator.Backward(lanes.Cotangent, gradient);
        return
        [
            .. Enumerable.Range(0, rows).SelectMany(r => value.Skip(r * evaluator.Outputs).Take(evaluator.Outputs)
                .Concat(kept.Skip(r * evaluator.Outputs).Take(evaluator.Outputs))
                .Concat(gradient.Skip(r * evaluator.Inputs).Take(evaluator.Inputs))),
        ];
    }

    private static double[] Tail(ITileEvaluator evaluator, double[] all, int rows) =>
        all[^(rows * (2 * evaluator.Outputs + evaluator.Inputs))..];

    private static bool Same(double[] a, double[] b) =>
        a.AsSpan().SequenceEqual(b) && Array.TrueForAll(a, double.IsFinite);

    private sealed record Lanes(double[] Input, double[] Noise, double[] Cotangent);
}
