namespace GenPhys.Inference.Constraints.Regions;

/// <summary>n·x ≤ b.</summary>
internal sealed class HalfPlane(double[] normal, double offset) : Region(normal.Length, 1 + (normal.Length / 4))
{
    private readonly double _length = Lengths.Of(normal);

    public override bool IsSmooth(double margin) => true;

    internal override double Signed(ReadOnlySpan<double> x, Pull pull, Span<double> gradient)
    {
        var signed = (Lengths.Dot(normal, x) - offset) / _length;
        Lengths.Add(normal, pull.Of(signed) / _length, gradient);
        return signed;
    }
}
