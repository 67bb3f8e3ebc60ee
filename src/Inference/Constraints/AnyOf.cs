namespace GenPhys.Inference.Constraints;

/// <summary>At least one constraint holds: the smallest l, of the lowest index on ties.</summary>
internal sealed class AnyOf(Constraint[] parts) : Constraint(parts[0].Dimension, 2 * parts.Sum(part => part.Cost))
{
    public override bool Contains(ReadOnlySpan<double> x) => Contains(parts, x);

    public override double Distance(ReadOnlySpan<double> x) => Distance(parts, x);

    internal static bool Contains(Constraint[] parts, ReadOnlySpan<double> x)
    {
        foreach (var part in parts)
        {
            if (part.Contains(x))
            {
                return true;
            }
        }

        return false;
    }

    internal static double Distance(Constraint[] parts, ReadOnlySpan<double> x)
    {
        var smallest = double.PositiveInfinity;
        foreach (var part in parts)
        {
            smallest = Math.Min(smallest, part.Distance(x));
            if (smallest == 0)
            {
                break;
            }
        }

        return smallest;
    }

    internal static double Accumulate(Constraint[] parts, ReadOnlySpan<double> x, double weight, Span<double> gradient, double margin)
    {
        var smallest = double.PositiveInfinity;
        var nearest = parts[0];
        foreach (var part in parts)
        {
            var l = part.Accumulate(x, 0, [], margin);
            if (!(l >= smallest))
            {
                (smallest, nearest) = (l, part);
            }

            if (l == 0)
            {
                return 0;
            }
        }

        return gradient.IsEmpty ? smallest : nearest.Accumulate(x, weight, gradient, margin);
    }

    protected internal override double Accumulate(ReadOnlySpan<double> x, double weight, Span<double> gradient, double margin) =>
        Accumulate(parts, x, weight, gradient, margin);
}
