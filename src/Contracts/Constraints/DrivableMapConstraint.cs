using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>
/// A drivable area in the plane: the union of polygons (as lists of rings, GeoJSON or well-known text), or the drivable cells of a raster;
/// exactly one of the four.
/// </summary>
public sealed record DrivableMapConstraint : ConstraintSpec
{
    /// <summary>Polygons, each a list of rings under the even-odd rule; they may overlap.</summary>
    public double[][][][]? Polygons { get; init; }

    /// <summary>A POLYGON or MULTIPOLYGON in well-known text (ISO 19125).</summary>
    public string? Wkt { get; init; }

    /// <summary>A Polygon or MultiPolygon in GeoJSON (RFC 7946).</summary>
    public GeoJsonGeometry? GeoJson { get; init; }

    /// <summary>A raster of cells.</summary>
    public RasterMap? Raster { get; init; }

    /// <inheritdoc/>
    public override int? Dimension() => 2;

    /// <summary>The polygons, from whichever member holds them; a raster's drivable cells are one polygon.</summary>
    /// <returns>Polygons, rings, points, two coordinates; no ring repeats its first point.</returns>
    /// <exception cref="GenPhysException"><see cref="ErrorCode.Validation"/>: there are none to read.</exception>
    public double[][][][] Outline() => Raster is { } raster
        ? [RasterOutline.Trace(raster, raster.Cells())]
        : Array.ConvertAll(Polygons ?? MapSource.Polygons(Wkt, GeoJson), Outlines.Open);

    internal override void CheckMembers(ConstraintChecker check, JsonPointer at, int? dimension)
    {
        if (!MapSource.IsOne(
            check, at, (Polygons is not null, "polygons"), (Wkt is not null, "wkt"), (GeoJson is not null, "geoJson"), (Raster is not null, "raster")))
        {
            return;
        }

        if (Raster is { } raster)
        {
            raster.Check(check, at["raster"]);
        }
        else if (Polygons is { } polygons)
        {
            Check(polygons, check, at["polygons"]);
        }
        else if (MapSource.Read(check, at, Wkt, GeoJson) is { } read)
        {
            Check(read, check, GeoJson switch
            {
                null => at["wkt"],
                GeoJsonPolygon => at["geoJson"],
                _ => at["geoJson"]["coordinates"],
            });
        }
    }

    internal override ConstraintSpec Canonical() => Raster is null ? new DrivableMapConstraint { Polygons = Outline() } : this;

    private static void Check(double[][][][] polygons, ConstraintChecker check, JsonPointer at)
    {
        if (polygons.Length == 0)
        {
            check.Found.Add(ErrorCode.Validation, at, "polygons needs at least one polygon.");
        }

        if (!check.Parts(polygons.Length, at))
        {
            return;
        }

        for (var i = 0; i < polygons.Length; i++)
        {
            Outlines.Check(polygons[i], check, at[i]);
        }
    }
}
