namespace GenPhys.Inference.Constraints.Regions;

/// <summary>|x - c| ≤ r.</summary>
internal sealed class Disc(double[] center, double radius) : Region(center.Length, 1 + (center.Length / 4))
{
    public override bool IsSmooth(double margin) => margin < radius;

    internal override double Signed(ReadOnlySpan<double> x, Pull pull, Span<double> gradient)
    {
        var square = 0.0;
        for (var i = 0; i < center.Length; i++)
        {
            var d = x[i] - center[i];
            square += d * d;
        }

        var length = Math.Sqrt(square);
        var signed = length - radius;
        if (gradient.IsEmpty)
        {
            return signed;
        }

        var coefficient = pull.Of(signed);
        if (length == 0)
        {
            // Every direction is as good as another at the centre; it has to be the same one every time.
            gradient[0] += coefficient;
            return signed;
        }

        for (var i = 0; i < center.Length; i++)
        {
            gradient[i] += coefficient * (x[i] - center[i]) / length;
        }

        return signed;
    }
}
