using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>The forms in which an area may be sent.</summary>
internal static class MapSource
{
    /// <exception cref="GenPhysException"><see cref="ErrorCode.Validation"/>: there is no area to read.</exception>
    public static double[][][][] Polygons(string? wkt, GeoJsonGeometry? geoJson)
    {
        if (wkt is null)
        {
            return geoJson?.Polygons() ?? throw new GenPhysException(ErrorCode.Validation, "The area has no outline.");
        }

        return WellKnownText.TryRead(wkt, out var polygons, out var error) ? polygons : throw new GenPhysException(ErrorCode.Validation, error);
    }

    /// <summary>Requires exactly one of the members.</summary>
    public static bool IsOne(ConstraintChecker check, JsonPointer at, params ReadOnlySpan<(bool Present, string Name)> members)
    {
        var present = 0;
        var names = new List<string>();
        foreach (var (isThere, name) in members)
        {
            present += isThere ? 1 : 0;
            names.Add(name);
        }

        if (present != 1)
        {
            check.Found.Add(ErrorCode.Validation, at, $"Exactly one of {string.Join(", ", names)} is needed, and {present} are there.");
        }

        return present == 1;
    }

    public static double[][][][]? Read(ConstraintChecker check, JsonPointer at, string? wkt, GeoJsonGeometry? geoJson)
    {
        if (wkt is null)
        {
            return geoJson!.Polygons();
        }

        // Two digits and their separators are the least that a vertex takes.
        if (!check.Vertices(0, at["wkt"]) || wkt.Length / 4 > 100L * check.Limits.MaxVertices)
        {
            check.Found.Add(ErrorCode.BudgetExceeded, at["wkt"], $"wkt is too long for {check.Limits.MaxVertices} vertices.");
            return null;
        }

        if (WellKnownText.TryRead(wkt, out var polygons, out var error))
        {
            return polygons;
        }

        check.Found.Add(ErrorCode.Validation, at["wkt"], error);
        return null;
    }
}
