namespace GenPhys.Inference.Constraints;

/// <summary>Every constraint holds: the sum of all l.</summary>
internal sealed class AllOf(Constraint[] parts) : Constraint(parts[0].Dimension, parts.Sum(part => part.Cost))
{
    public override bool IsSmooth(double margin) => parts.All(part => part.IsSmooth(margin));

    public override bool Contains(ReadOnlySpan<double> x) => Contains(parts, x);

    public override void Exclude(ReadOnlySpan<double> x, Span<bool> agents)
    {
        foreach (var part in parts)
        {
            part.Exclude(x, agents);
        }
    }

    public override double Distance(ReadOnlySpan<double> x) => Distance(parts, x);

    internal static bool Contains(Constraint[] parts, ReadOnlySpan<double> x)
    {
        foreach (var part in parts)
        {
            if (!part.Contains(x))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>√Σd², scaled by the largest so that no square is too small for a number.</summary>
    internal static double Distance(Constraint[] parts, ReadOnlySpan<double> x)
    {
        double scale = 0, sum = 0;
        foreach (var part in parts)
        {
            var d = part.Distance(x);
            if (!(d > 0))
            {
                scale = double.IsNaN(d) ? d : scale;
            }
            else if (d > scale)
            {
                sum = 1 + (sum * (scale / d) * (scale / d));
                scale = d;
            }
            else
            {
                sum += d / scale * (d / scale);
            }
        }

        return scale * Math.Sqrt(sum);
    }

    internal static double Accumulate(Constraint[] parts, ReadOnlySpan<double> x, double weight, Span<double> gradient, double margin)
    {
        var sum = 0.0;
        foreach (var part in parts)
        {
            sum += part.Accumulate(x, weight, gradient, margin);
        }

        return sum;
    }

    protected internal override double Accumulate(ReadOnlySpan<double> x, double weight, Span<double> gradient, double margin) =>
        Accumulate(parts, x, weight, gradient, margin);
}
