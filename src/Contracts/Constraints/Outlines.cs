using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>Closed rings that enclose an area by the even-odd rule: rules on them, and their plain form.</summary>
internal static class Outlines
{
    /// <summary>Rings without the repeated first point at their end.</summary>
    public static double[][][] Open(double[][][] rings) => Array.ConvertAll(rings, Open);

    public static void Check(double[][][] rings, ConstraintChecker check, JsonPointer at)
    {
        if (rings.Length == 0)
        {
            check.Found.Add(ErrorCode.Validation, at, $"{at.Name} needs at least one ring.");
            return;
        }

        // A ring of the limit's size and one of a thousand times that are refused alike, the latter without a look at its points.
        if (!check.Vertices(rings.Sum(ring => (long)ring.Length), at))
        {
            return;
        }

        for (var i = 0; i < rings.Length; i++)
        {
            if (!CheckRing(rings[i], check, at[i]))
            {
                return;
            }
        }
    }

    private static bool CheckRing(double[][] ring, ConstraintChecker check, JsonPointer at)
    {
        for (var i = 0; i < ring.Length; i++)
        {
            if (!check.Vector(ring[i], at[i], 2))
            {
                return false;
            }
        }

        if (HasArea(ring))
        {
            return true;
        }

        check.Found.Add(ErrorCode.Validation, at, "A ring needs at least three points that are not on one line.");
        return false;
    }

    private static bool HasArea(double[][] ring)
    {
        if (ring.Length < 3)
        {
            return false;
        }

        var a = ring[0];
        var b = ring.MaxBy(point => Math.Max(Math.Abs(point[0] - a[0]), Math.Abs(point[1] - a[1])))!;
        double ux = b[0] - a[0], uy = b[1] - a[1];
        return ring.Any(point => (ux * (point[1] - a[1])) != (uy * (point[0] - a[0])));
    }

    private static double[][] Open(double[][] ring) =>
        ring.Length > 1 && ring[0].AsSpan().SequenceEqual(ring[^1]) ? ring[..^1] : ring;
}
