using System.Runtime.Intrinsics;

namespace GenPhys.Inference.Constraints.Regions;

/// <summary>low ≤ x ≤ high, coordinate by coordinate.</summary>
internal sealed class Box(double[] low, double[] high) : Region(low.Length, 1 + (low.Length / 2))
{
    private const int Width = 8;

    // Many samples are taken eight numbers at a time, whichever coordinates those are: the bounds over and over, up to where they meet the vectors' ends.
    private readonly double[] _lows = Repeat(low);
    private readonly double[] _highs = Repeat(high);

    public override void Evaluate(ReadOnlySpan<double> x, Span<double> values, Span<double> gradients, double margin = 0)
    {
        if (gradients.IsEmpty || margin > 0)
        {
            base.Evaluate(x, values, gradients, margin);
            return;
        }

        // Outside, l is half the square of x - clamp(x), and its gradient is that.
        var (i, at) = (0, 0);
        for (; i + Width <= x.Length; i += Width)
        {
            var point = Vector512.Create(x[i..]);
            var nearest = Vector512.MinNative(Vector512.MaxNative(point, Vector512.Create(_lows, at)), Vector512.Create(_highs, at));
            (point - nearest).CopyTo(gradients[i..]);
            at = at + Width == _lows.Length ? 0 : at + Width;
        }

        for (; i < x.Length; i++)
        {
            // A number that is none stays none.
            gradients[i] = x[i] - Math.Clamp(x[i], _lows[i % _lows.Length], _highs[i % _highs.Length]);
        }

        for (var row = 0; row < values.Length; row++)
        {
            var square = 0.0;
            foreach (var off in gradients.Slice(row * Dimension, Dimension))
            {
                square += off * off;
            }

            values[row] = 0.5 * square;
        }
    }

    private static double[] Repeat(double[] bounds)
    {
        var times = bounds.Length % 8 == 0 ? 1 : bounds.Length % 4 == 0 ? 2 : bounds.Length % 2 == 0 ? 4 : 8;
        return [.. Enumerable.Repeat(bounds, times).SelectMany(b => b)];
    }

    public override bool IsSmooth(double margin) => margin == 0;

    internal override double Signed(ReadOnlySpan<double> x, Pull pull, Span<double> gradient)
    {
        var square = 0.0;
        var depth = double.NegativeInfinity;
        var nearest = 0;
        for (var i = 0; i < low.Length; i++)
        {
            var d = Math.Max(low[i] - x[i], x[i] - high[i]);
            if (d > 0)
            {
                square += d * d;
            }

            if (!(d <= depth))
            {
                (depth, nearest) = (d, i);
            }
        }

        // A coordinate that is no number, or so little outside that its square is none, is outside all the same.
        var outside = !(depth <= 0);
        var signed = outside && square > 0 ? Math.Sqrt(square) : depth;
        if (gradient.IsEmpty)
        {
            return signed;
        }

        var coefficient = pull.Of(signed);
        if (!outside || square == 0)
        {
            gradient[nearest] += x[nearest] - high[nearest] >= low[nearest] - x[nearest] ? coefficient : -coefficient;
            return signed;
        }

        for (var i = 0; i < low.Length; i++)
        {
            gradient[i] += coefficient * (x[i] - Math.Clamp(x[i], low[i], high[i])) / signed;
        }

        return signed;
    }
}
