using GenPhys.Contracts;
using GenPhys.Inference.Constraints;
using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Union;

namespace GenPhys.Inference.Tests.Constraints;

/// <summary>Polygons, and what is made of them, against a geometry library.</summary>
public sealed class LibraryTests
{
    private const int Shapes = 150;
    private const int Points = 60;

    [Fact]
    public void Polygons_with_holes()
    {
        var random = new System.Random(1);
        for (var n = 0; n < Shapes; n++)
        {
            var rings = Shape(random, 0, 0);
            Compare(new PolygonConstraint { Rings = rings }, Geometry(rings), random, signed: true);
        }
    }

    [Fact]
    public void Unions()
    {
        var random = new System.Random(2);
        for (var n = 0; n < Shapes; n++)
        {
            var shapes = Enumerable.Range(0, 3).Select(_ => Shape(random, (3 * random.NextDouble()) - 1.5, (3 * random.NextDouble()) - 1.5)).ToArray();
            var union = UnaryUnionOp.Union(shapes.Select(Geometry));
            Compare(new UnionConstraint { Of = [.. shapes.Select(rings => new PolygonConstraint { Rings = rings })] }, union, random, signed: false);
            Compare(new DrivableMapConstraint { Polygons = shapes }, union, random, signed: false);
        }
    }

    [Fact]
    public void Intersections_and_complements()
    {
        var random = new System.Random(3);
        for (var n = 0; n < Shapes; n++)
        {
            double[][][] a = Shape(random, -0.5, 0), b = Shape(random, 0.5, 0);
            var (first, second) = (new PolygonConstraint { Rings = a }, new PolygonConstraint { Rings = b });
            var both = Differences.Make(new IntersectionConstraint { Of = [first, second] }, 2);
            var difference = Differences.Make(new IntersectionConstraint { Of = [first, new ComplementConstraint { Of = second }] }, 2);
            var (common, rest) = (Geometry(a).Intersection(Geometry(b)), Geometry(a).Difference(Geometry(b)));
            for (var i = 0; i < Points; i++)
            {
                var x = Somewhere(random);
                var point = new Point(x[0], x[1]);
                Assert.Equal(common.Covers(point), both.Contains(x));
                Assert.Equal(rest.Covers(point), difference.Contains(x));
                var (da, db) = (Geometry(a).Distance(point), Geometry(b).Distance(point));
                Assert.Equal(Math.Sqrt((da * da) + (db * db)), both.Distance(x), 1e-12);
                Assert.Equal(Geometry(b).Covers(point) ? Geometry(b).Boundary.Distance(point) : 0, Differences.Make(new ComplementConstraint { Of = second }, 2).Distance(x), 1e-12);
            }
        }
    }

    [Fact]
    public void Rings_that_cross_themselves_follow_the_even_odd_rule()
    {
        var random = new System.Random(4);
        for (var n = 0; n < Shapes; n++)
        {
            double[][][] rings = [.. Enumerable.Range(0, 2).Select(_ => Enumerable.Range(0, 3 + random.Next(60)).Select(_ => Somewhere(random)).ToArray())];
            var polygon = Differences.Make(new PolygonConstraint { Rings = rings }, 2);
            for (var i = 0; i < Points; i++)
            {
                var x = Somewhere(random);
                Assert.Equal(rings.Sum(ring => Crossings(ring, x)) % 2 == 1, polygon.Contains(x));
            }
        }
    }

    [Fact]
    public void The_outline_of_a_raster_is_its_cells()
    {
        var random = new System.Random(5);
        for (var n = 0; n < Shapes; n++)
        {
            int rows = 1 + random.Next(9), columns = 1 + random.Next(9);
            var bits = new byte[((rows * columns) + 7) / 8];
            random.NextBytes(bits);
            bits[0] |= 0x80;
            var raster = new RasterMap { Origin = [-1, 0.5], Resolution = 0.3, Rows = rows, Columns = columns, Bits = Convert.ToBase64String(bits) };
            var cells = raster.Cells();
            var map = Differences.Make(new DrivableMapConstraint { Raster = raster }, 2);
            var boxes = Differences.Make(
                new UnionConstraint { Of = [.. cells.Index().Where(cell => cell.Item).Select(cell => Cell(raster, cell.Index / columns, cell.Index % columns))] }, 2);
            for (var i = 0; i < Points; i++)
            {
                double[] x = [(5 * random.NextDouble()) - 2, 5 * random.NextDouble()];
                Assert.Equal(boxes.Contains(x), map.Contains(x));
                Assert.Equal(boxes.Distance(x), map.Distance(x), 1e-12);
            }
        }

        static BoxConstraint Cell(RasterMap map, int row, int column) => new()
        {
            Low = [map.Origin[0] + (map.Resolution * column), map.Origin[1] + (map.Resolution * row)],
            High = [map.Origin[0] + (map.Resolution * (column + 1)), map.Origin[1] + (map.Resolution * (row + 1))],
        };
    }

    [Fact]
    public void Boundary_points_are_inside()
    {
        var square = Differences.Make(new PolygonConstraint { Rings = [[[0, 0], [2, 0], [2, 2], [0, 2]], [[0.5, 0.5], [1.5, 0.5], [1.5, 1.5], [0.5, 1.5]]] }, 2);
        var outside = Differences.Make(new ComplementConstraint { Of = new BoxConstraint { Low = [0, 0], High = [2, 2] } }, 2);
        foreach (double[] x in new double[][] { [0, 0], [2, 2], [1, 0], [0, 1.25], [2, 0.75], [1.5, 1], [0.5, 0.5], [0.75, 1.5] })
        {
            Assert.True(square.Contains(x));
            Assert.Equal(0, square.Distance(x));
            Assert.Equal(x.Any(value => value is 0 or 2), outside.Contains(x));
        }
    }

    [Fact]
    public void A_hundred_thousand_vertices_cost_about_their_logarithm()
    {
        var ring = Enumerable.Range(0, 100_000).Select(i => i * Math.Tau / 100_000).Select(double[] (t) => [(2 + Math.Sin(50 * t)) * Math.Cos(t), (2 + Math.Sin(50 * t)) * Math.Sin(t)]).ToArray();
        double[][] comb = [.. Enumerable.Range(0, 50_000).Select(double[] (i) => [i / 10_000.0, (i & 1) * 5]), [5, -1], [0, -1]];
        Assert.InRange(Differences.Make(new PolygonConstraint { Rings = [ring] }, 2).Cost, 20, 1_000);
        Assert.InRange(Differences.Make(new PolygonConstraint { Rings = [comb] }, 2).Cost, 20, 1_000);
    }

    private static void Compare(ConstraintSpec spec, NetTopologySuite.Geometries.Geometry geometry, System.Random random, bool signed)
    {
        var constraint = (Region)Differences.Make(spec, 2);
        for (var i = 0; i < Points; i++)
        {
            var x = Somewhere(random);
            var point = new Point(x[0], x[1]);
            Assert.Equal(geometry.Covers(point), constraint.Contains(x));
            Assert.Equal(geometry.Distance(point), constraint.Distance(x), 1e-12);
            var depth = geometry.Covers(point) ? -geometry.Boundary.Distance(point) : geometry.Distance(point);
            var own = constraint.SignedDistance(x, []);
            if (signed)
            {
                Assert.Equal(depth, own, 1e-12);
            }
            else
            {
                // Inside a union only a bound is known: an edge may lie within another part.
                Assert.InRange(own, depth - 1e-12, depth < 0 ? 1e-12 : depth + 1e-12);
            }
        }
    }

    /// <summary>A star about a place, with a hole in it.</summary>
    private static double[][][] Shape(System.Random random, double x, double y)
    {
        return [Star(0.8, 2), Star(0.2, 0.6)];

        double[][] Star(double low, double high)
        {
            var n = 8 + random.Next(60);
            return [.. Enumerable.Range(0, n).Select(double[] (i) =>
            {
                var radius = low + ((high - low) * random.NextDouble());
                return [x + (radius * Math.Cos(i * Math.Tau / n)), y + (radius * Math.Sin(i * Math.Tau / n))];
            })];
        }
    }

    private static Polygon Geometry(double[][][] rings)
    {
        var closed = rings.Select(ring => new LinearRing([.. ring.Append(ring[0]).Select(p => new Coordinate(p[0], p[1]))])).ToArray();
        return new Polygon(closed[0], closed[1..]);
    }

    private static double[] Somewhere(System.Random random) => [(6 * random.NextDouble()) - 3, (6 * random.NextDouble()) - 3];

    private static int Crossings(double[][] ring, double[] x) => ring.Index().Count(edge =>
    {
        var (a, b) = (edge.Item, ring[(edge.Index + 1) % ring.Length]);
        return a[1] > x[1] != b[1] > x[1] && x[0] < a[0] + ((x[1] - a[1]) * (b[0] - a[0]) / (b[1] - a[1]));
    });
}
