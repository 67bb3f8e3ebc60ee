using GenPhys.Contracts;

namespace GenPhys.Inference.Constraints.Regions;

/// <summary>A box in a frame that is moved to the centre and turned to the heading.</summary>
internal sealed class OrientedRectangle : Region
{
    private readonly double _cx, _cy, _cos, _sin;
    private readonly Box _box;

    public OrientedRectangle(OrientedRectangleConstraint spec)
        : base(2, 3)
    {
        (_cx, _cy) = (spec.Center[0], spec.Center[1]);
        (_sin, _cos) = Math.SinCos(spec.Heading);
        _box = new Box([-spec.Length / 2, -spec.Width / 2], [spec.Length / 2, spec.Width / 2]);
    }

    public override bool IsSmooth(double margin) => _box.IsSmooth(margin);

    internal override double Signed(ReadOnlySpan<double> x, Pull pull, Span<double> gradient)
    {
        double dx = x[0] - _cx, dy = x[1] - _cy;
        ReadOnlySpan<double> local = [(_cos * dx) + (_sin * dy), (_cos * dy) - (_sin * dx)];
        Span<double> turned = stackalloc double[gradient.Length];
        turned.Clear();
        var signed = _box.Signed(local, pull, turned);
        if (!gradient.IsEmpty)
        {
            gradient[0] += (_cos * turned[0]) - (_sin * turned[1]);
            gradient[1] += (_sin * turned[0]) + (_cos * turned[1]);
        }

        return signed;
    }
}
