using System.Text.Json.Serialization;
using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>
/// A set of allowed samples, as data. All numbers are in data units, and boundary points are inside. Regions are sets of points; scene kinds read
/// a sample as agents, sequence kinds as frames.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(DiscConstraint), "disc")]
[JsonDerivedType(typeof(HalfPlaneConstraint), "halfPlane")]
[JsonDerivedType(typeof(SlabConstraint), "slab")]
[JsonDerivedType(typeof(BoxConstraint), "box")]
[JsonDerivedType(typeof(PolygonConstraint), "polygon")]
[JsonDerivedType(typeof(OrientedRectangleConstraint), "orientedRectangle")]
[JsonDerivedType(typeof(CheckerboardConstraint), "checkerboard")]
[JsonDerivedType(typeof(DrivableMapConstraint), "drivableMap")]
[JsonDerivedType(typeof(UnionConstraint), "union")]
[JsonDerivedType(typeof(IntersectionConstraint), "intersection")]
[JsonDerivedType(typeof(ComplementConstraint), "complement")]
[JsonDerivedType(typeof(DimensionsConstraint), "dimensions")]
[JsonDerivedType(typeof(NoOverlapConstraint), "noOverlap")]
[JsonDerivedType(typeof(OnRoadConstraint), "onRoad")]
[JsonDerivedType(typeof(PositiveSizesConstraint), "positiveSizes")]
[JsonDerivedType(typeof(GroundPlaneConstraint), "groundPlane")]
[JsonDerivedType(typeof(SpeedLimitConstraint), "speedLimit")]
[JsonDerivedType(typeof(AvoidConstraint), "avoid")]
public abstract record ConstraintSpec
{
    /// <summary>The number of coordinates that the constraint itself fixes.</summary>
    /// <returns>The number, or null where the sample decides.</returns>
    public abstract int? Dimension();

    /// <summary>Whether this is a region: a set of points with a signed distance, of which a complement can be taken.</summary>
    /// <returns>False for scene and sequence kinds and for what is made of them.</returns>
    public virtual bool IsRegion() => true;

    /// <summary>Adds what is wrong with the values and, with a dimension, with their use on samples of it.</summary>
    /// <param name="found">Where violations go.</param>
    /// <param name="at">Where this object stands in the request.</param>
    /// <param name="limits">The service's limits.</param>
    /// <param name="dimension">Coordinates of a sample; null where none is known yet.</param>
    public void Check(Violations found, JsonPointer at, ConstraintLimits limits, int? dimension = null)
    {
        ArgumentNullException.ThrowIfNull(found);
        ArgumentNullException.ThrowIfNull(limits);
        new ConstraintChecker(found, limits).Visit(this, at, dimension);
    }

    /// <summary>Checks this object's own members and visits the constraints inside it.</summary>
    internal abstract void CheckMembers(ConstraintChecker check, JsonPointer at, int? dimension);

    /// <summary>The same constraint with every default written out and every outline as rings: equal sets of members give equal text.</summary>
    internal virtual ConstraintSpec Canonical() => this;
}
