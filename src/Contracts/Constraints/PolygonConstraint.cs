using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>
/// The area that rings enclose by the even-odd rule, as rings, GeoJSON or well-known text (exactly one of the three). Rings may be closed or
/// open, run either way round, have holes, cross themselves and each other: a point is inside when a ray from it crosses them an odd number
/// of times, or when it is on a ring.
/// </summary>
public sealed record PolygonConstraint : ConstraintSpec
{
    /// <summary>Rings of at least three points of two coordinates.</summary>
    public double[][][]? Rings { get; init; }

    /// <summary>A POLYGON in well-known text (ISO 19125).</summary>
    public string? Wkt { get; init; }

    /// <summary>A Polygon in GeoJSON (RFC 7946).</summary>
    public GeoJsonGeometry? GeoJson { get; init; }

    /// <inheritdoc/>
    public override int? Dimension() => 2;

    /// <summary>The rings, from whichever member holds them.</summary>
    /// <returns>Rings, points, two coordinates; no ring repeats its first point.</returns>
    /// <exception cref="GenPhysException"><see cref="ErrorCode.Validation"/>: there are none to read.</exception>
    public double[][][] Outline() => Outlines.Open(Rings ?? MapSource.Polygons(Wkt, GeoJson)[0]);

    internal override void CheckMembers(ConstraintChecker check, JsonPointer at, int? dimension)
    {
        if (!MapSource.IsOne(check, at, (Rings is not null, "rings"), (Wkt is not null, "wkt"), (GeoJson is not null, "geoJson")))
        {
            return;
        }

        if (Rings is { } rings)
        {
            Outlines.Check(rings, check, at["rings"]);
        }
        else if (MapSource.Read(check, at, Wkt, GeoJson) is { } polygons)
        {
            var member = at[Wkt is null ? "geoJson" : "wkt"];
            if (polygons.Length != 1)
            {
                check.Found.Add(ErrorCode.Validation, member, "A polygon takes one polygon; use drivableMap, or a union, for several.");
                return;
            }

            Outlines.Check(polygons[0], check, Wkt is null ? member["coordinates"] : member);
        }
    }

    internal override ConstraintSpec Canonical() => new PolygonConstraint { Rings = Outline() };
}
