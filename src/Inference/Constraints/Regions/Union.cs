namespace GenPhys.Inference.Constraints.Regions;

/// <summary>At least one region: the smallest l and the smallest signed distance, of the lowest index on ties.</summary>
internal sealed class Union(Region[] parts) : Region(parts[0].Dimension, 2 * parts.Sum(part => part.Cost))
{
    public override bool Contains(ReadOnlySpan<double> x) => AnyOf.Contains(parts, x);

    public override double Distance(ReadOnlySpan<double> x) => AnyOf.Distance(parts, x);

    protected internal override double Accumulate(ReadOnlySpan<double> x, double weight, Span<double> gradient, double margin) =>
        AnyOf.Accumulate(parts, x, weight, gradient, margin);

    internal override double Signed(ReadOnlySpan<double> x, Pull pull, Span<double> gradient)
    {
        var signed = double.PositiveInfinity;
        var nearest = parts[0];
        foreach (var part in parts)
        {
            if (part.Signed(x, Pull.None, []) is var d && !(d >= signed))
            {
                (signed, nearest) = (d, part);
            }
        }

        return gradient.IsEmpty ? signed : nearest.Signed(x, pull, gradient);
    }
}
