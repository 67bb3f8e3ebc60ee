namespace GenPhys.Inference.Constraints.Regions;

/// <summary>A region on some coordinates of the sample, free in the others.</summary>
/// <param name="of">The region.</param>
/// <param name="places">Places of its coordinates within the sample.</param>
/// <param name="dimension">Coordinates of the sample.</param>
internal sealed class Cylinder(Region of, int[] places, int dimension) : Region(dimension, of.Cost + (places.Length / 4))
{
    private readonly SomeDimensions _constraint = new(of, places, dimension);

    public override bool IsSmooth(double margin) => of.IsSmooth(margin);

    public override bool Contains(ReadOnlySpan<double> x) => _constraint.Contains(x);

    public override double Distance(ReadOnlySpan<double> x) => _constraint.Distance(x);

    protected internal override double Accumulate(ReadOnlySpan<double> x, double weight, Span<double> gradient, double margin) =>
        _constraint.Accumulate(x, weight, gradient, margin);

    internal override double Signed(ReadOnlySpan<double> x, Pull pull, Span<double> gradient)
    {
        var size = places.Length;
        var buffer = 2 * size <= Selection.OnStack ? stackalloc double[2 * size] : new double[2 * size];
        var point = buffer[..size];
        var local = gradient.IsEmpty ? [] : buffer[size..];
        local.Clear();
        Selection.Gather(x, places, point);
        var signed = of.Signed(point, pull, local);
        Selection.Scatter(local, places, gradient);
        return signed;
    }
}
