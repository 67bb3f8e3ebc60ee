using FsCheck;
using FsCheck.Fluent;
using GenPhys.Contracts;

namespace GenPhys.Inference.Tests.Constraints;

/// <summary>Random constraints of every kind, nested, with shapes that cross themselves, touch and degenerate as callers' shapes do.</summary>
internal static class RandomConstraints
{
    // A coarse grid makes equal coordinates, shared edges and points on boundaries common.
    private static readonly Gen<double> Coordinate = Gen.OneOf(
        Gen.Choose(-6, 6).Select(i => i / 2.0), Gen.Choose(-30_000, 30_000).Select(i => i / 10_000.0));

    private static readonly Gen<double> Size = Gen.Choose(1, 300).Select(i => i / 100.0);

    private static readonly Gen<double[]> Point = Coordinate.ArrayOf(2);

    private static readonly Gen<double[]> Direction = Point.Where(n => n[0] != 0 || n[1] != 0);

    private static readonly Gen<double[][]> Ring = Gen.Choose(3, 12).SelectMany(n => Point.ArrayOf(n)).Where(HasArea);

    private static readonly Gen<double[][][]> Rings = Gen.Choose(1, 3).SelectMany(n => Ring.ArrayOf(n));

    private static readonly Gen<SceneColumns?> Columns = Gen.Elements<SceneColumns?>(
        null,
        new SceneColumns { Features = 8, X = 1, Y = 0, Length = 7, Width = 3 },
        new SceneColumns { Features = 5, Heading = new HeadingColumns { Theta = 4 } });

    /// <summary>A constraint, the dimension of samples that it fits, and a seed for samples.</summary>
    public static Gen<RandomCase> Case { get; } =
        from made in Gen.Frequency((6, Plane(3).Select(spec => (spec, 2))), (1, Space()), (1, Selected()), (2, Scene()), (2, Sequence()))
        from seed in Gen.Choose(0, int.MaxValue)
        select new RandomCase(made.Item1, made.Item2, seed);

    private static Gen<ConstraintSpec> Plane(int depth) => depth == 0 ? Leaf() : Gen.Frequency((5, Leaf()), (3, Composite(depth - 1)));

    private static Gen<ConstraintSpec> Composite(int depth) => Gen.OneOf(
        Parts(depth).Select(ConstraintSpec (of) => new UnionConstraint { Of = of }),
        Parts(depth).Select(ConstraintSpec (of) => new IntersectionConstraint { Of = of }),
        Plane(depth).Select(ConstraintSpec (of) => new ComplementConstraint { Of = of }),
        Plane(depth).Select(ConstraintSpec (of) => new DimensionsConstraint { Indices = [1, 0], Of = of }));

    private static Gen<ConstraintSpec[]> Parts(int depth) => Gen.Choose(1, 4).SelectMany(n => Plane(depth).ArrayOf(n));

    private static Gen<ConstraintSpec> Leaf() => Gen.OneOf(
        from c in Point from r in Size select (ConstraintSpec)new DiscConstraint { Center = c, Radius = r },
        from n in Direction from b in Coordinate select (ConstraintSpec)new HalfPlaneConstraint { Normal = n, Offset = b },
        from a in Direction from low in Coordinate from width in Size select (ConstraintSpec)new SlabConstraint { Axis = a, Low = low, High = low + width },
        from low in Point from x in Size from y in Size select (ConstraintSpec)new BoxConstraint { Low = low, High = [low[0] + x, low[1] + y] },
        from c in Point from l in Size from w in Size from h in Coordinate
        select (ConstraintSpec)new OrientedRectangleConstraint { Center = c, Length = l, Width = w, Heading = h },
        from o in Point from s in Size from m in Gen.Choose(1, 4) from n in Gen.Choose(2, 4) from p in Gen.Choose(0, 1)
        select (ConstraintSpec)new CheckerboardConstraint { Origin = o, Cell = s, Columns = m, Rows = n, Parity = p },
        Rings.Select(ConstraintSpec (rings) => new PolygonConstraint { Rings = rings }),
        Gen.Choose(1, 3).SelectMany(n => Rings.ArrayOf(n)).Select(ConstraintSpec (polygons) => new DrivableMapConstraint { Polygons = polygons }),
        from o in Point from s in Size from a in Gen.Choose(1, 255) from b in Gen.Choose(0, 255)
        select (ConstraintSpec)new DrivableMapConstraint { Raster = new RasterMap { Origin = o, Resolution = s, Rows = 4, Columns = 4, Bits = Convert.ToBase64String([(byte)a, (byte)b]) } });

    private static Gen<(ConstraintSpec, int)> Space() =>
        from n in Gen.Choose(1, 6)
        from c in Coordinate.ArrayOf(n)
        from d in Size.ArrayOf(n)
        from ball in Gen.Elements(true, false)
        select (ball ? (ConstraintSpec)new DiscConstraint { Center = c, Radius = d[0] } : new BoxConstraint { Low = c, High = [.. c.Zip(d, (x, y) => x + y)] }, n);

    private static Gen<(ConstraintSpec, int)> Selected() =>
        from of in Plane(1)
        from indices in Gen.Elements<int[]?>(null, [4, 1], [0, 5, 3, 2], [3, 4, 0, 1, 2, 5])
        select ((ConstraintSpec)new DimensionsConstraint { Indices = indices, Of = of }, 6);

    private static Gen<(ConstraintSpec, int)> Scene() =>
        from agents in Gen.Choose(1, 5)
        from columns in Columns
        from map in Plane(1)
        from spec in Gen.Elements<ConstraintSpec>(
            new NoOverlapConstraint { Columns = columns },
            new NoOverlapConstraint { Columns = columns, Margin = 0.25, Overlap = OverlapMeasure.SatDepth },
            new OnRoadConstraint { Columns = columns, Map = map },
            new OnRoadConstraint { Columns = columns, Map = map, Rule = OffRoadRule.AllCornersOut },
            new OnRoadConstraint { Columns = columns, Map = map, Rule = OffRoadRule.CenterOut },
            new PositiveSizesConstraint { Columns = columns, Minimum = 0.1 })
        select (spec, agents * (columns?.Features ?? 7));

    private static Gen<(ConstraintSpec, int)> Sequence() =>
        from frames in Gen.Choose(1, 5)
        from points in Gen.Choose(1, 3)
        from region in Plane(1)
        from limit in Size
        from spec in Gen.Elements<ConstraintSpec>(
            new GroundPlaneConstraint { Axis = 1, Height = -1, Tolerance = 0.125, Layout = new SequenceLayout { Points = points } },
            new SpeedLimitConstraint { Limit = limit, Layout = new SequenceLayout { Points = points } },
            new AvoidConstraint { Region = region, Layout = new SequenceLayout { Points = points } },
            new AvoidConstraint { Region = region, Frames = [0], Layout = new SequenceLayout { Points = points } })
        select (spec, 2 * points * frames);

    private static bool HasArea(double[][] ring) =>
        ring.Any(p => ring.Any(q => ((p[0] - ring[0][0]) * (q[1] - ring[0][1])) != ((p[1] - ring[0][1]) * (q[0] - ring[0][0]))));
}

/// <summary>A constraint on samples of a dimension, and the seed that samples are drawn from.</summary>
internal sealed record RandomCase(ConstraintSpec Spec, int Dimension, int Seed)
{
    /// <summary>A sample near the constraint, now and then on the grid that its shapes are on.</summary>
    public double[] Sample(System.Random random)
    {
        var onGrid = random.Next(4) == 0;
        return [.. Enumerable.Range(0, Dimension).Select(_ => onGrid ? random.Next(-7, 8) / 2.0 : (7 * random.NextDouble()) - 3.5)];
    }
}
