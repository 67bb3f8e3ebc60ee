namespace GenPhys.Inference.Constraints.Scenes;

/// <summary>
/// The area of the intersection of two rectangles by clipping one with the other's edges (Sutherland and Hodgman 1974), and its derivative as an integral
/// over the boundary: every edge of the intersection moves with the rectangle that it lies on.
/// </summary>
internal static class OverlapArea
{
    private const int MaxVertices = 16;

    // Edge k leaves corner k, counter-clockwise from (+, +); its outward normal is v, -u, -v, u in turn.
    private static readonly int[] SignX = [1, -1, -1, 1];
    private static readonly int[] SignY = [1, 1, -1, -1];

    public static double Of(in Rectangle a, in Rectangle b, out RectangleGradient byA, out RectangleGradient byB)
    {
        // Relative to A's centre, so that places far from the origin lose nothing.
        var first = a with { X = 0, Y = 0 };
        var second = b with { X = b.X - a.X, Y = b.Y - a.Y };
        Span<Vertex> polygon = stackalloc Vertex[MaxVertices];
        Span<Vertex> clipped = stackalloc Vertex[MaxVertices];
        var count = 4;
        for (var k = 0; k < 4; k++)
        {
            var (x, y) = first.Corner(SignX[k], SignY[k]);
            polygon[k] = new Vertex(x, y, k);
        }

        for (var k = 0; k < 4; k++)
        {
            count = Clip(polygon[..count], second, k, clipped);
            var other = polygon;
            polygon = clipped;
            clipped = other;
        }

        return Measure(polygon[..count], first, second, out byA, out byB);
    }

    /// <summary>Keeps what is inside edge k of a rectangle; the edges that this makes are tagged 4 + k.</summary>
    private static int Clip(ReadOnlySpan<Vertex> polygon, in Rectangle by, int k, Span<Vertex> to)
    {
        var (nx, ny) = k switch { 0 => (-by.Sin, by.Cos), 1 => (-by.Cos, -by.Sin), 2 => (by.Sin, -by.Cos), _ => (by.Cos, by.Sin) };
        var half = 0.5 * ((k & 1) == 0 ? by.Width : by.Length);
        var count = 0;
        for (var i = 0; i < polygon.Length; i++)
        {
            var (p, q) = (polygon[i], polygon[i + 1 < polygon.Length ? i + 1 : 0]);
            var insideP = half - ((nx * (p.X - by.X)) + (ny * (p.Y - by.Y)));
            var insideQ = half - ((nx * (q.X - by.X)) + (ny * (q.Y - by.Y)));
            if (insideP >= 0)
            {
                to[count++] = p;
            }

            if (insideP >= 0 != insideQ >= 0)
            {
                var t = insideP / (insideP - insideQ);
                to[count++] = new Vertex(p.X + (t * (q.X - p.X)), p.Y + (t * (q.Y - p.Y)), insideP >= 0 ? 4 + k : p.Edge);
            }
        }

        return count;
    }

    private static double Measure(ReadOnlySpan<Vertex> polygon, in Rectangle a, in Rectangle b, out RectangleGradient byA, out RectangleGradient byB)
    {
        (byA, byB) = (default, default);
        var twice = 0.0;
        for (var i = 0; i < polygon.Length; i++)
        {
            var (p, q) = (polygon[i], polygon[i + 1 < polygon.Length ? i + 1 : 0]);
            twice += (p.X * q.Y) - (p.Y * q.X);
            if (p.Edge < 4)
            {
                Move(p, q, a, ref byA);
            }
            else
            {
                Move(p, q, b, ref byB);
            }
        }

        return Math.Max(0.5 * twice, 0);
    }

    private static void Move(Vertex p, Vertex q, in Rectangle on, ref RectangleGradient by)
    {
        // Length times outward normal, and the midpoint's lever.
        double nx = q.Y - p.Y, ny = p.X - q.X;
        double mx = (0.5 * (p.X + q.X)) - on.X, my = (0.5 * (p.Y + q.Y)) - on.Y;
        by.X += nx;
        by.Y += ny;
        by.Psi += (ny * mx) - (nx * my);
        var half = 0.5 * Math.Sqrt((nx * nx) + (ny * ny));
        if ((p.Edge & 1) == 1)
        {
            by.Length += half;
        }
        else
        {
            by.Width += half;
        }
    }

    /// <summary>A corner, and the rectangle's edge that leaves it.</summary>
    private readonly record struct Vertex(double X, double Y, int Edge);
}
