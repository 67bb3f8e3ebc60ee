using System.Collections.Frozen;
using GenPhys.Contracts;
using GenPhys.Contracts.Validation;
using GenPhys.Inference.Constraints.Regions;
using GenPhys.Inference.Constraints.Scenes;
using GenPhys.Inference.Constraints.Sequences;

namespace GenPhys.Inference.Constraints;

/// <summary>Makes the constraint that a specification describes. A new kind is one file and one line here.</summary>
public static class ConstraintRegistry
{
    private static readonly FrozenDictionary<Type, Func<ConstraintSpec, int, Constraint>> Factories =
        new Dictionary<Type, Func<ConstraintSpec, int, Constraint>>
        {
            [typeof(DiscConstraint)] = Kind<DiscConstraint>((spec, _) => new Disc(spec.Center, spec.Radius)),
            [typeof(HalfPlaneConstraint)] = Kind<HalfPlaneConstraint>((spec, _) => new HalfPlane(spec.Normal, spec.Offset)),
            [typeof(SlabConstraint)] = Kind<SlabConstraint>((spec, _) => new Slab(spec.Axis, spec.Low, spec.High)),
            [typeof(BoxConstraint)] = Kind<BoxConstraint>((spec, _) => new Box(spec.Low, spec.High)),
            [typeof(PolygonConstraint)] = Kind<PolygonConstraint>((spec, _) => new Polygons([spec.Outline()])),
            [typeof(OrientedRectangleConstraint)] = Kind<OrientedRectangleConstraint>((spec, _) => new OrientedRectangle(spec)),
            [typeof(CheckerboardConstraint)] = Kind<CheckerboardConstraint>((spec, _) => new Checkerboard(spec)),
            [typeof(DrivableMapConstraint)] = Kind<DrivableMapConstraint>((spec, _) => new Polygons(spec.Outline())),
            [typeof(UnionConstraint)] = Kind<UnionConstraint>((spec, n) => spec.IsRegion() ? new Union(Regions(spec.Of, n)) : new AnyOf(Parts(spec.Of, n))),
            [typeof(IntersectionConstraint)] = Kind<IntersectionConstraint>(
                (spec, n) => spec.IsRegion() ? new Intersection(Regions(spec.Of, n)) : new AllOf(Parts(spec.Of, n))),
            [typeof(ComplementConstraint)] = Kind<ComplementConstraint>((spec, n) => new Complement((Region)Make(spec.Of, n))),
            [typeof(DimensionsConstraint)] = Kind<DimensionsConstraint>(Dimensions),
            [typeof(NoOverlapConstraint)] = Kind<NoOverlapConstraint>((spec, n) => new NoOverlap(spec, new SceneReader(spec.Columns, n))),
            [typeof(OnRoadConstraint)] = Kind<OnRoadConstraint>((spec, n) => new OnRoad(spec, new SceneReader(spec.Columns, n), (Region)Make(spec.Map, 2))),
            [typeof(PositiveSizesConstraint)] = Kind<PositiveSizesConstraint>((spec, n) => new PositiveSizes(spec, new SceneReader(spec.Columns, n))),
            [typeof(GroundPlaneConstraint)] = Kind<GroundPlaneConstraint>((spec, n) => new GroundPlane(spec, n)),
            [typeof(SpeedLimitConstraint)] = Kind<SpeedLimitConstraint>((spec, n) => new SpeedLimit(spec, n)),
            [typeof(AvoidConstraint)] = Kind<AvoidConstraint>(Avoid),
        }.ToFrozenDictionary();

    /// <summary>Checks a specification against samples of a dimension and makes its constraint.</summary>
    /// <param name="spec">The specification.</param>
    /// <param name="dimension">Coordinates of a sample.</param>
    /// <param name="limits">The service's limits.</param>
    /// <param name="at">Where the specification stands in the request.</param>
    /// <returns>The constraint.</returns>
    /// <exception cref="GenPhysException">The specification breaks a rule, does not fit the samples, or costs more than one evaluation may.</exception>
    public static Constraint Create(ConstraintSpec spec, int dimension, ConstraintLimits limits, JsonPointer at)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(limits);
        var found = new Violations();
        spec.Check(found, at, limits, dimension);
        found.ThrowIfAny();
        var constraint = Make(spec, dimension);
        return constraint.Cost <= limits.MaxCost
            ? constraint
            : throw new GenPhysException(
                ErrorCode.BudgetExceeded,
                $"One evaluation of this constraint may look at {constraint.Cost:0} edges, boxes and pairs; at most {limits.MaxCost:0} are allowed. Use fewer parts or simpler outlines.",
                at.ToString());
    }

    private static Constraint Make(ConstraintSpec spec, int dimension) => Factories[spec.GetType()](spec, dimension);

    private static Constraint[] Parts(IReadOnlyList<ConstraintSpec> parts, int dimension) => [.. parts.Select(part => Make(part, dimension))];

    private static Region[] Regions(IReadOnlyList<ConstraintSpec> parts, int dimension) => [.. parts.Select(part => (Region)Make(part, dimension))];

    private static Constraint Dimensions(DimensionsConstraint spec, int dimension)
    {
        var places = spec.Indices ?? [.. Enumerable.Range(0, dimension)];
        var size = spec.Of.Dimension() ?? places.Length;
        var of = Make(spec.Of, size);
        return of is Region region
            ? OneOrAll([.. places.Chunk(size).Select(point => new Cylinder(region, point, dimension))])
            : new SomeDimensions(of, places, dimension);
    }

    private static Region OneOrAll(Region[] regions) => regions.Length == 1 ? regions[0] : new Intersection(regions);

    /// <summary>Staying out of a region is the complement of it, in every frame and for every point.</summary>
    private static AllOf Avoid(AvoidConstraint spec, int dimension)
    {
        var layout = spec.CompleteLayout();
        var (points, size) = (layout.Points!.Value, layout.Dimensions!.Value);
        var outside = new Complement((Region)Make(spec.Region, size));
        var frames = spec.Frames ?? Enumerable.Range(0, dimension / (points * size));
        var starts = frames.SelectMany(frame => Enumerable.Range(frame * points, points)).Select(point => point * size);
        return new AllOf([.. starts.Select(start => new Cylinder(outside, [.. Enumerable.Range(start, size)], dimension))]);
    }

    private static Func<ConstraintSpec, int, Constraint> Kind<T>(Func<T, int, Constraint> make)
        where T : ConstraintSpec => (spec, dimension) => make((T)spec, dimension);
}
