using GenPhys.Contracts;
using GenPhys.Inference.Constraints.Scenes;
using NetTopologySuite.Geometries;

namespace GenPhys.Inference.Tests.Constraints;

/// <summary>Two oriented rectangles: whether they overlap, by how much, and which way out.</summary>
public sealed class OverlapTests
{
    private const double HalfPi = Math.PI / 2;

    [Theory(DisplayName = "M1: area of the intersection and its derivatives at published places")]
    [Trait("Acceptance", "M1")]
    [InlineData(1, 0.5, 4, 2, 0, 4.5, -1.5, -3, 0.75, 1.5, 1.125)]
    [InlineData(3, 0, 2, 2, Math.PI / 4, 0.171572875, -0.828427, 0, 0.292893, 0.292893, 0)]
    [InlineData(2.5, 1.5, 4, 2, Math.PI / 6, 1.383974596, -0.943376, -1.520726, 0.788675, 0.422650, 1.000000)]
    [InlineData(0, 0, 1, 0.5, 0.3, 0.5, 0, 0, 0.5, 1, 0)]
    [InlineData(0, 0, 4, 2, HalfPi, 4, 0, 0, 0, 2, 0)]
    public void Fixtures(double x, double y, double length, double width, double psi, double area, double dx, double dy, double dl, double dw, double dpsi)
    {
        var a = Rectangle(0, 0, 4, 2, 0);
        Assert.Equal(area, OverlapArea.Of(a, Rectangle(x, y, length, width, psi), out _, out var byB), 1e-9);
        Assert.Equal(dx, byB.X, 1e-6);
        Assert.Equal(dy, byB.Y, 1e-6);
        Assert.Equal(dl, byB.Length, 1e-6);
        Assert.Equal(dw, byB.Width, 1e-6);
        Assert.Equal(dpsi, byB.Psi, 1e-6);
    }

    [Fact(DisplayName = "M2: overlap is symmetric, moves with the pair, and its derivatives by the centres cancel")]
    [Trait("Acceptance", "M2")]
    public void Symmetry_and_motion()
    {
        var random = new System.Random(1);
        for (var n = 0; n < 20_000; n++)
        {
            var (a, b) = (Random(random), Random(random));
            var area = OverlapArea.Of(a, b, out var byA, out var byB);
            var depth = Separation.Depth(a, b, out var depthByA, out var depthByB);
            Assert.Equal(area, OverlapArea.Of(b, a, out var again, out _), 1e-12);
            Assert.Equal(-byA.X, byB.X, 1e-12);
            Assert.Equal(-byA.Y, byB.Y, 1e-12);
            Assert.Equal(-depthByA.X, depthByB.X, 1e-12);
            Assert.Equal(-depthByA.Y, depthByB.Y, 1e-12);
            Assert.Equal(byB.Psi, again.Psi, 1e-10);

            double turn = 7 * random.NextDouble(), dx = random.NextDouble(), dy = random.NextDouble();
            Assert.Equal(area, OverlapArea.Of(Moved(a), Moved(b), out var movedByA, out _), 1e-10);
            Assert.Equal(depth, Separation.Depth(Moved(a), Moved(b), out _, out _), 1e-10);
            Assert.Equal(Separation.Depth(a, b) <= 0, Separation.Depth(Moved(a), Moved(b)) <= 0);
            Assert.Equal(byA.Length, movedByA.Length, 1e-9);

            Rectangle Moved(Rectangle r) => new(
                (Math.Cos(turn) * r.X) - (Math.Sin(turn) * r.Y) + dx,
                (Math.Sin(turn) * r.X) + (Math.Cos(turn) * r.Y) + dy,
                r.Length,
                r.Width,
                (Math.Cos(turn) * r.Cos) - (Math.Sin(turn) * r.Sin),
                (Math.Sin(turn) * r.Cos) + (Math.Cos(turn) * r.Sin));
        }
    }

    [Fact(DisplayName = "M2: the area agrees with a million random points")]
    [Trait("Acceptance", "M2")]
    public void Monte_Carlo_area()
    {
        var random = new System.Random(2);
        var (a, b) = (Rectangle(0, 0, 4, 2, 0.2), Rectangle(1, 0.6, 3, 1.5, -0.9));
        var (insideA, insideB) = (Inside(a), Inside(b));
        var hits = 0;
        const int Points = 1_000_000;
        const double Side = 6;
        for (var n = 0; n < Points; n++)
        {
            double[] x = [Side * (random.NextDouble() - 0.5), Side * (random.NextDouble() - 0.5)];
            hits += insideA.Contains(x) && insideB.Contains(x) ? 1 : 0;
        }

        var share = (double)hits / Points;
        var deviation = Side * Side * Math.Sqrt(share * (1 - share) / Points);
        Assert.Equal(Side * Side * share, OverlapArea.Of(a, b, out _, out _), 3 * deviation);

        static GenPhys.Inference.Constraints.Constraint Inside(Rectangle r) => Differences.Make(
            new OrientedRectangleConstraint { Center = [r.X, r.Y], Length = r.Length, Width = r.Width, Heading = Math.Atan2(r.Sin, r.Cos) }, 2);
    }

    [Fact(DisplayName = "A12: the separating axes agree with polygon clipping on 100,000 pairs")]
    [Trait("Acceptance", "A12")]
    public void Separation_against_clipping()
    {
        var random = new System.Random(3);
        var overlaps = 0;
        for (var n = 0; n < 100_000; n++)
        {
            var (a, b) = (Random(random), Random(random));
            var overlap = Separation.Depth(a, b) > 0;
            Assert.Equal(OverlapArea.Of(a, b, out _, out _) > 1e-9, overlap);
            overlaps += overlap ? 1 : 0;
        }

        Assert.InRange(overlaps, 20_000, 80_000);
    }

    [Fact(DisplayName = "A12: the area agrees with a geometry library's")]
    [Trait("Acceptance", "A12")]
    public void Area_against_library()
    {
        var random = new System.Random(4);
        for (var n = 0; n < 2_000; n++)
        {
            var (a, b) = (Random(random), Random(random));
            Assert.Equal(Polygon(a).Intersection(Polygon(b)).Area, OverlapArea.Of(a, b, out _, out _), 1e-9);
        }

        static Polygon Polygon(Rectangle r)
        {
            Coordinate[] corners = [.. new[] { (1, 1), (-1, 1), (-1, -1), (1, -1), (1, 1) }.Select(s => r.Corner(s.Item1, s.Item2)).Select(p => new Coordinate(p.X, p.Y))];
            return new Polygon(new LinearRing(corners));
        }
    }

    [Fact(DisplayName = "A12: naming the agents in another order changes no verdict and permutes the gradient")]
    [Trait("Acceptance", "A12")]
    public void Relabelling()
    {
        var random = new System.Random(5);
        var constraint = Differences.Make(new NoOverlapConstraint(), 28);
        for (var n = 0; n < 2_000; n++)
        {
            var agents = Enumerable.Range(0, 4).Select(_ => Features(Random(random))).ToArray();
            int[] order = [2, 0, 3, 1];
            double[] x = [.. agents.SelectMany(agent => agent)], y = [.. order.SelectMany(i => agents[i])];
            double[] gradient = new double[28], permuted = new double[28];
            Assert.Equal(constraint.Contains(x), constraint.Contains(y));
            Assert.Equal(constraint.Evaluate(x, gradient), constraint.Evaluate(y, permuted), 1e-12);
            for (var i = 0; i < 28; i++)
            {
                Assert.Equal(gradient[(7 * order[i / 7]) + (i % 7)], permuted[i], 1e-12);
            }
        }

        static double[] Features(Rectangle r) => [r.X, r.Y, r.Length, r.Width, 2 * r.Cos, 2 * r.Sin, 0];
    }

    private static Rectangle Rectangle(double x, double y, double length, double width, double psi) => new(x, y, length, width, Math.Cos(psi), Math.Sin(psi));

    private static Rectangle Random(System.Random random) => Rectangle(
        (4 * random.NextDouble()) - 2, (4 * random.NextDouble()) - 2, 0.2 + (3 * random.NextDouble()), 0.2 + (2 * random.NextDouble()), 7 * random.NextDouble());
}
