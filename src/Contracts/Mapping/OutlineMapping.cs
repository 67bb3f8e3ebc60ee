using System.Text;
using System.Text.Json;
using GenPhys.Contracts.Json;
using GenPhys.Contracts.Validation;
using Google.Protobuf;
using Proto = GenPhys.Protos.V1;

namespace GenPhys.Contracts.Mapping;

/// <summary>Outlines of polygons and maps in protobuf.</summary>
internal static class OutlineMapping
{
    public static PolygonConstraint Polygon(Proto.PolygonConstraint message, JsonPointer at) => new()
    {
        Rings = message.Rings is null ? null : Rings(message.Rings, at["rings"]),
        Wkt = message.HasWkt ? message.Wkt : null,
        GeoJson = message.HasGeoJson ? GeoJson(message.GeoJson, at["geoJson"]) : null,
    };

    public static Proto.PolygonConstraint Polygon(PolygonConstraint spec)
    {
        var message = new Proto.PolygonConstraint { Rings = spec.Rings is null ? null : Rings(spec.Rings) };
        if (spec.Wkt is { } wkt)
        {
            message.Wkt = wkt;
        }

        if (spec.GeoJson is { } geometry)
        {
            message.GeoJson = GeoJson(geometry);
        }

        return message;
    }

    public static DrivableMapConstraint Map(Proto.DrivableMapConstraint message, JsonPointer at) => new()
    {
        Polygons = message.Polygons is null ? null : [.. message.Polygons.Polygons.Select((rings, i) => Rings(rings, at["polygons"][i]))],
        Wkt = message.HasWkt ? message.Wkt : null,
        GeoJson = message.HasGeoJson ? GeoJson(message.GeoJson, at["geoJson"]) : null,
        Raster = message.Raster is not { } raster ? null : new RasterMap
        {
            Origin = [.. raster.Origin],
            Resolution = raster.Resolution,
            Rows = raster.Rows,
            Columns = raster.Columns,
            Bits = raster.Bits.ToBase64(),
        },
    };

    public static Proto.DrivableMapConstraint Map(DrivableMapConstraint spec)
    {
        var message = new Proto.DrivableMapConstraint
        {
            Polygons = spec.Polygons is null ? null : new Proto.PolygonList { Polygons = { spec.Polygons.Select(Rings) } },
            Raster = spec.Raster is not { } raster ? null : new Proto.RasterMap
            {
                Origin = { raster.Origin },
                Resolution = raster.Resolution,
                Rows = raster.Rows,
                Columns = raster.Columns,
                Bits = ByteString.FromBase64(raster.Bits),
            },
        };
        if (spec.Wkt is { } wkt)
        {
            message.Wkt = wkt;
        }

        if (spec.GeoJson is { } geometry)
        {
            message.GeoJson = GeoJson(geometry);
        }

        return message;
    }

    private static double[][][] Rings(Proto.RingList list, JsonPointer at) => [.. list.Rings.Select((ring, i) => Ring(ring, at[i]))];

    private static Proto.RingList Rings(double[][][] rings) =>
        new() { Rings = { rings.Select(ring => new Proto.Ring { Coordinates = { ring.SelectMany(point => point) } }) } };

    private static double[][] Ring(Proto.Ring ring, JsonPointer at)
    {
        var values = ring.Coordinates;
        if (values.Count % 2 != 0)
        {
            throw new GenPhysException(ErrorCode.ShapeMismatch, $"The ring has {values.Count} numbers, which do not fill points of 2.", at.ToString());
        }

        var points = new double[values.Count / 2][];
        for (var i = 0; i < points.Length; i++)
        {
            points[i] = [values[2 * i], values[(2 * i) + 1]];
        }

        return points;
    }

    private static string GeoJson(GeoJsonGeometry geometry) => JsonSerializer.Serialize(geometry, ContractsJson.Default.GeoJsonGeometry);

    /// <exception cref="GenPhysException">The text is no GeoJSON of an area; the pointer leads into it as if it were part of the request.</exception>
    private static GeoJsonGeometry GeoJson(string text, JsonPointer at)
    {
        try
        {
            return StrictJson.Read(Encoding.UTF8.GetBytes(text), ContractsJson.Default.GeoJsonGeometry);
        }
        catch (GenPhysException exception)
        {
            throw new GenPhysException(exception.Code, exception.Message, at + exception.Pointer);
        }
    }
}
