namespace GenPhys.Inference.Constraints;

/// <summary>A constraint on some coordinates of the sample.</summary>
/// <param name="of">The constraint.</param>
/// <param name="places">Places of its coordinates within the sample.</param>
/// <param name="dimension">Coordinates of the sample.</param>
internal sealed class SomeDimensions(Constraint of, int[] places, int dimension) : Constraint(dimension, of.Cost + (places.Length / 4))
{
    public override bool IsSmooth(double margin) => of.IsSmooth(margin);

    public override bool Contains(ReadOnlySpan<double> x)
    {
        var point = places.Length <= Selection.OnStack ? stackalloc double[places.Length] : new double[places.Length];
        Selection.Gather(x, places, point);
        return of.Contains(point);
    }

    public override double Distance(ReadOnlySpan<double> x)
    {
        var point = places.Length <= Selection.OnStack ? stackalloc double[places.Length] : new double[places.Length];
        Selection.Gather(x, places, point);
        return of.Distance(point);
    }

    protected internal override double Accumulate(ReadOnlySpan<double> x, double weight, Span<double> gradient, double margin)
    {
        var size = places.Length;
        var buffer = 2 * size <= Selection.OnStack ? stackalloc double[2 * size] : new double[2 * size];
        var point = buffer[..size];
        var local = gradient.IsEmpty ? [] : buffer[size..];
        local.Clear();
        Selection.Gather(x, places, point);
        var l = of.Accumulate(point, weight, local, margin);
        Selection.Scatter(local, places, gradient);
        return l;
    }
}
