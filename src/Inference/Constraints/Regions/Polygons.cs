namespace GenPhys.Inference.Constraints.Regions;

/// <summary>The union of polygons, each under the even-odd rule, boundaries inside.</summary>
internal sealed class Polygons : Region
{
    // Enough to meet the worst that an outline has in store for some place in its box.
    private const int Probes = 64;

    private readonly EdgeTree _tree;

    public Polygons(double[][][][] polygons)
        : this(new EdgeTree(polygons))
    {
    }

    private Polygons(EdgeTree tree)
        : base(2, Price(tree)) => _tree = tree;

    public override bool Contains(ReadOnlySpan<double> x)
    {
        var visits = 0L;
        return IsInside(x[0], x[1], ref visits) || _tree.Nearest(_tree.Root, x[0], x[1], 0, ref visits).Square == 0;
    }

    public override double Distance(ReadOnlySpan<double> x)
    {
        var visits = 0L;
        return IsInside(x[0], x[1], ref visits) ? 0 : Math.Sqrt(_tree.Nearest(_tree.Root, x[0], x[1], double.PositiveInfinity, ref visits).Square);
    }

    protected internal override double Accumulate(ReadOnlySpan<double> x, double weight, Span<double> gradient, double margin)
    {
        // The depth of a point inside is not needed, and is what costs most.
        var visits = 0L;
        return margin == 0 && IsInside(x[0], x[1], ref visits) ? 0 : base.Accumulate(x, weight, gradient, margin);
    }

    internal override double Signed(ReadOnlySpan<double> x, Pull pull, Span<double> gradient)
    {
        var visits = 0L;
        return Signed(_tree, x[0], x[1], pull, gradient, ref visits);
    }

    private static double Signed(EdgeTree tree, double px, double py, Pull pull, Span<double> gradient, ref long visits)
    {
        if (double.IsNaN(px + py))
        {
            return double.NaN;
        }

        // Inside, the depth is that in the polygon whose edges are farthest away.
        var state = -1;
        var deepest = (X: 0.0, Y: 0.0, Square: -1.0);
        while (tree.NextContaining(px, py, ref state, ref visits))
        {
            var edge = tree.Nearest(state, px, py, double.PositiveInfinity, ref visits);
            deepest = edge.Square > deepest.Square ? edge : deepest;
        }

        var inside = deepest.Square >= 0;
        var (x, y, square) = inside ? deepest : tree.Nearest(tree.Root, px, py, double.PositiveInfinity, ref visits);
        var d = Math.Sqrt(square);
        var signed = inside ? -d : d;
        if (d > 0 && !gradient.IsEmpty)
        {
            var coefficient = pull.Of(signed) / signed;
            gradient[0] += coefficient * (px - x);
            gradient[1] += coefficient * (py - y);
        }

        return signed;
    }

    private static double Price(EdgeTree tree)
    {
        var (minX, minY, maxX, maxY) = tree.Bounds;
        var worst = 0L;
        for (var i = 1; i <= Probes; i++)
        {
            var visits = 0L;
            _ = Signed(tree, minX + ((maxX - minX) * Radical(i, 2)), minY + ((maxY - minY) * Radical(i, 3)), Pull.None, [], ref visits);
            worst = Math.Max(worst, visits);
        }

        return worst;
    }

    /// <summary>The radical inverse: even cover of the unit interval (Halton 1960).</summary>
    private static double Radical(int index, int radix)
    {
        double value = 0, part = 1;
        for (; index > 0; index /= radix)
        {
            part /= radix;
            value += part * (index % radix);
        }

        return value;
    }

    private bool IsInside(double px, double py, ref long visits)
    {
        var state = -1;
        return _tree.NextContaining(px, py, ref state, ref visits);
    }
}
