namespace GenPhys.Inference.Constraints.Regions;

/// <summary>low ≤ a·x ≤ high.</summary>
internal sealed class Slab(double[] axis, double low, double high) : Region(axis.Length, 1 + (axis.Length / 4))
{
    private readonly double _length = Lengths.Of(axis);

    public override bool IsSmooth(double margin) => 2 * margin < (high - low) / _length;

    internal override double Signed(ReadOnlySpan<double> x, Pull pull, Span<double> gradient)
    {
        var s = Lengths.Dot(axis, x);
        var above = s - high >= low - s;
        var signed = (above ? s - high : low - s) / _length;
        Lengths.Add(axis, (above ? 1 : -1) * pull.Of(signed) / _length, gradient);
        return signed;
    }
}
