namespace GenPhys.Inference.Constraints.Regions;

/// <summary>low ≤ x ≤ high, coordinate by coordinate.</summary>
internal sealed class Box(double[] low, double[] high) : Region(low.Length, 1 + (low.Length / 2))
{
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
