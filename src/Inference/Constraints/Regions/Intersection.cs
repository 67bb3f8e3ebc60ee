namespace GenPhys.Inference.Constraints.Regions;

/// <summary>Every region: the sum of all l (Proposition 2 of manual bridges: the sum of bridges leads to the intersection), the largest signed distance.</summary>
internal sealed class Intersection(Region[] parts) : Region(parts[0].Dimension, parts.Sum(part => part.Cost))
{
    // The sum of the l; the largest signed distance, which an infinite margin asks about, changes from part to part.
    public override bool IsSmooth(double margin) => double.IsFinite(margin) && parts.All(part => part.IsSmooth(margin));

    public override bool Contains(ReadOnlySpan<double> x) => AllOf.Contains(parts, x);

    public override double Distance(ReadOnlySpan<double> x) => AllOf.Distance(parts, x);

    protected internal override double Accumulate(ReadOnlySpan<double> x, double weight, Span<double> gradient, double margin) =>
        AllOf.Accumulate(parts, x, weight, gradient, margin);

    internal override double Signed(ReadOnlySpan<double> x, Pull pull, Span<double> gradient)
    {
        var signed = double.NegativeInfinity;
        var farthest = parts[0];
        foreach (var part in parts)
        {
            if (part.Signed(x, Pull.None, []) is var d && !(d <= signed))
            {
                (signed, farthest) = (d, part);
            }
        }

        return gradient.IsEmpty ? signed : farthest.Signed(x, pull, gradient);
    }
}
