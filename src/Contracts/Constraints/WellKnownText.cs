using System.Diagnostics.CodeAnalysis;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;

namespace GenPhys.Contracts;

/// <summary>Areas in well-known text (ISO 19125): POLYGON and MULTIPOLYGON.</summary>
internal static class WellKnownText
{
    /// <summary>Reads a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="polygons">The polygons, each a list of rings.</param>
    /// <param name="error">What is wrong, for the caller.</param>
    /// <returns>Whether it is an area.</returns>
    public static bool TryRead(string text, [NotNullWhen(true)] out double[][][][]? polygons, [NotNullWhen(false)] out string? error)
    {
        polygons = null;

        // The library reads collections by recursion, so a hostile one could exhaust the stack: only the two flat kinds reach it.
        var start = text.AsSpan().TrimStart();
        if (!start.StartsWith("POLYGON", StringComparison.OrdinalIgnoreCase) && !start.StartsWith("MULTIPOLYGON", StringComparison.OrdinalIgnoreCase))
        {
            error = "wkt must be a POLYGON or a MULTIPOLYGON.";
            return false;
        }

        try
        {
            var geometry = new WKTReader().Read(text);
            if (geometry.Coordinates.Any(point => !double.IsNaN(point.Z) || !double.IsNaN(point.M)))
            {
                error = "wkt must have two coordinates per point.";
                return false;
            }

            polygons = [.. Enumerable.Range(0, geometry.NumGeometries).Select(geometry.GetGeometryN).Cast<Polygon>().Where(polygon => !polygon.IsEmpty).Select(Rings)];
            error = polygons.Length == 0 ? "wkt is empty." : null;
            return error is null;
        }
        catch (Exception exception) when (exception is ParseException or ArgumentException or FormatException or InvalidOperationException or InvalidCastException)
        {
            error = $"wkt cannot be read: {exception.Message}";
            return false;
        }
    }

    private static double[][][] Rings(Polygon polygon) =>
        [.. polygon.InteriorRings.Prepend(polygon.ExteriorRing).Select(ring => ring.Coordinates.Select(double[] (point) => [point.X, point.Y]).ToArray())];
}
