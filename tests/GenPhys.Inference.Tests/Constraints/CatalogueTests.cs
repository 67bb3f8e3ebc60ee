using GenPhys.Contracts;
using GenPhys.Inference.Constraints;

namespace GenPhys.Inference.Tests.Constraints;

/// <summary>Every kind: gradients against central differences, oracle against distance.</summary>
public sealed class CatalogueTests
{
    private static readonly double[][] Star = [[0, 2], [-0.5, 0.6], [-1.9, 0.6], [-0.7, -0.2], [-1.2, -1.6], [0, -0.7], [1.2, -1.6], [0.7, -0.2], [1.9, 0.6], [0.5, 0.6]];

    private static readonly double[][] Hole = [[-0.2, -0.2], [0.3, -0.1], [0.1, 0.3]];

    private static readonly PolygonConstraint Polygon = new() { Rings = [Star, Hole] };

    private static readonly (string Name, ConstraintSpec Spec, int Dimension)[] Entries =
    [
        ("halfPlane", new HalfPlaneConstraint { Normal = [1, -2, 0.5], Offset = 0.3 }, 3),
        ("slab", new SlabConstraint { Axis = [3, 4], Low = -2, High = 5 }, 2),
        ("polytope", new IntersectionConstraint { Of = [new SlabConstraint { Axis = [0.6, 0.8], Low = -1, High = 0.5 }, new SlabConstraint { Axis = [-0.8, 0.6], Low = -0.2, High = 1 }] }, 2),
        ("box", new BoxConstraint { Low = [-1, 0, -0.5], High = [1, 0.7, 2] }, 3),
        ("disc", new DiscConstraint { Center = [0.3, -0.2], Radius = 1.1 }, 2),
        ("ball", new DiscConstraint { Center = [0.3, -0.2, 0, 1], Radius = 2 }, 4),
        ("outside disc", new ComplementConstraint { Of = new DiscConstraint { Center = [0.3, -0.2], Radius = 2.1 } }, 2),
        ("orientedRectangle", new OrientedRectangleConstraint { Center = [0.5, 0.2], Length = 2, Width = 0.8, Heading = 0.7 }, 2),
        ("outside orientedRectangle", new ComplementConstraint { Of = new OrientedRectangleConstraint { Center = [0.5, 0.2], Length = 4, Width = 3, Heading = 0.7 } }, 2),
        ("checkerboard", new CheckerboardConstraint { Origin = [-2, -2], Cell = 1, Columns = 4, Rows = 4, Parity = 0 }, 2),
        ("outside checkerboard", new ComplementConstraint { Of = new CheckerboardConstraint { Origin = [-2, -2], Cell = 1.3, Columns = 3, Rows = 4, Parity = 1 } }, 2),
        ("polygon", Polygon, 2),
        ("outside polygon", new ComplementConstraint { Of = Polygon }, 2),
        ("drivableMap", new DrivableMapConstraint { Polygons = [[Star, Hole], [[[1, 1], [3, 1], [3, 3]]]] }, 2),
        ("raster", new DrivableMapConstraint { Raster = new RasterMap { Origin = [-2, -2], Resolution = 1, Rows = 4, Columns = 4, Bits = Convert.ToBase64String([0b0110_1111, 0b1001_0100]) } }, 2),
        ("union", new UnionConstraint { Of = [Polygon, new DiscConstraint { Center = [2, -2], Radius = 0.5 }, new BoxConstraint { Low = [-3, 2], High = [-2, 3] }] }, 2),
        ("intersection", new IntersectionConstraint { Of = [Polygon, new DiscConstraint { Center = [0.5, 0], Radius = 1 }] }, 2),
        ("dimensions", new DimensionsConstraint { Indices = [3, 1, 0, 2], Of = Polygon }, 5),
        ("noOverlap", new NoOverlapConstraint { Margin = 0.1 }, 14),
        ("noOverlap by depth", new NoOverlapConstraint { Overlap = OverlapMeasure.SatDepth, Columns = new SceneColumns { Features = 5, Heading = new HeadingColumns { Theta = 4 } } }, 10),
        ("onRoad", new OnRoadConstraint { Map = Polygon }, 14),
        ("onRoad, all corners", new OnRoadConstraint { Map = Polygon, Rule = OffRoadRule.AllCornersOut }, 14),
        ("onRoad, centre", new OnRoadConstraint { Map = Polygon, Rule = OffRoadRule.CenterOut }, 14),
        ("positiveSizes", new PositiveSizesConstraint { Minimum = 0.5 }, 14),
        ("groundPlane", new GroundPlaneConstraint { Axis = 2, Height = 0.2, Tolerance = 0.01, Joints = [0, 2], Layout = new SequenceLayout { Points = 3, Dimensions = 3 } }, 18),
        ("speedLimit", new SpeedLimitConstraint { Limit = 1.5, Interval = 0.5, Layout = new SequenceLayout { Points = 2 } }, 12),
        ("avoid", new AvoidConstraint { Region = new DiscConstraint { Center = [0.5, 0.5], Radius = 2 }, Frames = [0, 2] }, 8),
    ];

    public static TheoryData<string> Names => [.. Entries.Select(entry => entry.Name)];

    [Theory(DisplayName = "M1: gradients are the central differences of l, and l is 0 where the oracle says inside and nowhere else")]
    [Trait("Acceptance", "M1")]
    [Trait("Category", "Slow")]
    [MemberData(nameof(Names))]
    public void Gradient_and_oracle(string name)
    {
        var (_, spec, dimension) = Entries.Single(entry => entry.Name == name);
        var constraint = Differences.Make(spec, dimension);
        var random = new System.Random(7);
        var gradient = new double[dimension];
        int inside = 0, compared = 0, next = 0;
        for (var n = 0; n < 100_000; n++)
        {
            var x = Sample(random, dimension, spec);
            var l = constraint.Evaluate(x, []);
            var contains = constraint.Contains(x);
            var distance = constraint.Distance(x);
            Assert.True(contains == (l == 0) && contains == (distance == 0), $"{name} at {string.Join(", ", x)}: contains {contains}, l {l:R}, distance {distance:R}");
            Assert.Equal(Math.Sqrt(2 * l), distance, 1e-12 * Math.Max(1, distance));
            inside += contains ? 1 : 0;
            if (n >= 10_000)
            {
                continue;
            }

            Assert.Equal(l, constraint.Evaluate(x, gradient));
            var agrees = Differences.Agree(y => constraint.Evaluate(y, []), x, gradient);
            Assert.True(agrees != false, $"{name} at {string.Join(", ", x)}: {string.Join(", ", gradient)}");
            compared += agrees is null ? 0 : 1;
            next += agrees is null ? 1 : 0;
        }

        // Both sides of the boundary were met, and few points were next to a kink.
        Assert.InRange(inside, 100, 99_900);
        Assert.InRange(next, 0, compared / 20);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Signed_distance_and_margin(string name)
    {
        var (_, spec, dimension) = Entries.Single(entry => entry.Name == name);
        var constraint = Differences.Make(spec, dimension);
        var random = new System.Random(8);
        var gradient = new double[dimension];
        for (var n = 0; n < 3_000; n++)
        {
            var x = Sample(random, dimension, spec);
            Assert.True(constraint.Evaluate(x, gradient, margin: 0.2) >= constraint.Evaluate(x, []));
            Assert.NotEqual(false, Differences.Agree(y => constraint.Evaluate(y, [], margin: 0.2), x, Evaluated(x, 0.2)));
            if (constraint is not Region region)
            {
                continue;
            }

            var signed = region.SignedDistance(x, gradient);
            Assert.Equal(region.Contains(x), signed <= 0);
            Assert.NotEqual(false, Differences.Agree(y => region.SignedDistance(y, []), x, gradient));
        }

        double[] Evaluated(double[] x, double margin)
        {
            constraint.Evaluate(x, gradient, margin);
            return [.. gradient];
        }
    }

    [Fact(DisplayName = "M3: under gamma = kappa / sigma^2 the flow shrinks the distance by the power kappa of the noise level")]
    [Trait("Acceptance", "M3")]
    public void Power_law()
    {
        var halfPlane = Differences.Make(new HalfPlaneConstraint { Normal = [1], Offset = 0 }, 1);
        foreach (var (kappa, expected, tolerance) in new[] { (1.0, 5e-3, 0.02), (2.0, 5e-6, 0.02), (4.0, 5e-12, 0.15) })
        {
            double[] x = [5], gradient = [0];
            for (var i = 0; i < 200; i++)
            {
                double from = Level(i), to = Level(i + 1);
                var k1 = Slope(x[0], from);
                var k2 = Slope(x[0] + ((to - from) * k1), to);
                x[0] += 0.5 * (to - from) * (k1 + k2);
            }

            Assert.Equal(expected, halfPlane.Distance(x), tolerance * expected);

            // dx/dsigma = -sigma (score + b), with no score and b = -gamma grad l.
            double Slope(double at, double sigma)
            {
                halfPlane.Evaluate([at], gradient);
                return kappa / sigma * gradient[0];
            }
        }

        static double Level(int i) => 10 * Math.Pow(1e-3, i / 200.0);
    }

    [Fact]
    public void A_batch_is_its_rows()
    {
        var constraint = Differences.Make(Polygon, 2);
        double[] x = [3, 0, 0, 1, -2, -2], values = new double[3], gradients = new double[6], alone = new double[2];
        constraint.Evaluate(x, values, gradients);
        for (var row = 0; row < 3; row++)
        {
            Assert.Equal(constraint.Evaluate(x.AsSpan(2 * row, 2), alone), values[row]);
            Assert.Equal(alone, gradients[(2 * row)..((2 * row) + 2)]);
        }
    }

    [Fact]
    public void What_is_no_number_is_nowhere()
    {
        foreach (var (name, spec, dimension) in Entries)
        {
            var x = Enumerable.Repeat(double.NaN, dimension).ToArray();
            Assert.False(Differences.Make(spec, dimension).Contains(x), name);
        }
    }

    private static double[] Sample(System.Random random, int dimension, ConstraintSpec spec)
    {
        var x = new double[dimension];
        for (var i = 0; i < dimension; i++)
        {
            x[i] = (6 * random.NextDouble()) - 3;
        }

        if (spec is NoOverlapConstraint or OnRoadConstraint or PositiveSizesConstraint)
        {
            var features = dimension == 10 ? 5 : 7;
            for (var agent = 0; agent < dimension; agent += features)
            {
                // Small enough for the road, positive but for a few.
                x[agent + 2] = (1.4 * random.NextDouble()) - 0.1;
                x[agent + 3] = (1.4 * random.NextDouble()) - 0.1;
                x[agent] /= 2;
                x[agent + 1] /= 2;
            }
        }

        if (spec is GroundPlaneConstraint)
        {
            for (var i = 0; i < dimension; i++)
            {
                x[i] = random.NextDouble() + 0.1;
            }
        }

        if (spec is SpeedLimitConstraint)
        {
            for (var i = 0; i < dimension; i++)
            {
                x[i] *= 0.3;
            }
        }

        return x;
    }
}
