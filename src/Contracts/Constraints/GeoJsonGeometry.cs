using System.Text.Json.Serialization;

namespace GenPhys.Contracts;

/// <summary>An area in GeoJSON (RFC 7946); positions have two coordinates.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(GeoJsonPolygon), "Polygon")]
[JsonDerivedType(typeof(GeoJsonMultiPolygon), "MultiPolygon")]
public abstract record GeoJsonGeometry
{
    /// <summary>The polygons, each a list of rings.</summary>
    /// <returns>Polygons, rings, points, coordinates.</returns>
    public abstract double[][][][] Polygons();
}

/// <summary>One polygon.</summary>
public sealed record GeoJsonPolygon : GeoJsonGeometry
{
    /// <summary>The rings: the outline, then the holes.</summary>
    public required double[][][] Coordinates { get; init; }

    /// <inheritdoc/>
    public override double[][][][] Polygons() => [Coordinates];
}

/// <summary>Several polygons.</summary>
public sealed record GeoJsonMultiPolygon : GeoJsonGeometry
{
    /// <summary>The polygons, each a list of rings.</summary>
    public required double[][][][] Coordinates { get; init; }

    /// <inheritdoc/>
    public override double[][][][] Polygons() => Coordinates;
}
