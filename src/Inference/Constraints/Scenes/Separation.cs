namespace GenPhys.Inference.Constraints.Scenes;

/// <summary>Two rectangles and the four normals of their edges: separated if and only if |n·(c_B - c_A)| ≥ h_A(n) + h_B(n) for one of them.</summary>
internal static class Separation
{
    /// <summary>The smallest shift along a normal that separates A and B; 0 or less where they are separated, touching included.</summary>
    public static double Depth(in Rectangle a, in Rectangle b)
    {
        double dx = b.X - a.X, dy = b.Y - a.Y;
        var reach = 0.5 * (a.Length + a.Width + b.Length + b.Width);
        if (Math.Abs(dx) >= reach || Math.Abs(dy) >= reach)
        {
            return 0;
        }

        var depth = double.PositiveInfinity;
        for (var k = 0; k < 4 && !(depth <= 0); k++)
        {
            var (nx, ny) = Normal(a, b, k);
            depth = Math.Min(depth, a.Half(nx, ny) + b.Half(nx, ny) - Math.Abs((nx * dx) + (ny * dy)));
        }

        return depth;
    }

    /// <summary>The depth with its derivatives, through the normal of the smallest one.</summary>
    public static double Depth(in Rectangle a, in Rectangle b, out RectangleGradient byA, out RectangleGradient byB)
    {
        (byA, byB) = (default, default);
        double dx = b.X - a.X, dy = b.Y - a.Y;
        var (depth, axis) = (double.PositiveInfinity, 0);
        for (var k = 0; k < 4; k++)
        {
            var (x, y) = Normal(a, b, k);
            if (a.Half(x, y) + b.Half(x, y) - Math.Abs((x * dx) + (y * dy)) is var d && d < depth)
            {
                (depth, axis) = (d, k);
            }
        }

        var (nx, ny) = Normal(a, b, axis);
        var sign = (nx * dx) + (ny * dy) < 0 ? -1 : 1;
        (byA.X, byA.Y, byB.X, byB.Y) = (sign * nx, sign * ny, -sign * nx, -sign * ny);
        Extent(a, nx, ny, ref byA);
        Extent(b, nx, ny, ref byB);

        // The normal turns with the rectangle that it belongs to, which in turn leaves that one's own extent as it is.
        var turn = Turned(axis < 2 ? b : a, nx, ny) - (sign * ((-ny * dx) + (nx * dy)));
        if (axis < 2)
        {
            (byA.Psi, byB.Psi) = (turn, -Turned(b, nx, ny));
        }
        else
        {
            (byA.Psi, byB.Psi) = (-Turned(a, nx, ny), turn);
        }

        return depth;
    }

    private static (double X, double Y) Normal(in Rectangle a, in Rectangle b, int k) => k switch
    {
        0 => (a.Cos, a.Sin),
        1 => (-a.Sin, a.Cos),
        2 => (b.Cos, b.Sin),
        _ => (-b.Sin, b.Cos),
    };

    private static void Extent(in Rectangle r, double nx, double ny, ref RectangleGradient by)
    {
        by.Length = 0.5 * Math.Abs((nx * r.Cos) + (ny * r.Sin));
        by.Width = 0.5 * Math.Abs((ny * r.Cos) - (nx * r.Sin));
    }

    /// <summary>The derivative of h(n) when n turns counter-clockwise.</summary>
    private static double Turned(in Rectangle r, double nx, double ny)
    {
        double alongU = (nx * r.Cos) + (ny * r.Sin), alongV = (ny * r.Cos) - (nx * r.Sin);
        return 0.5 * ((-r.Length * Math.Sign(alongU) * alongV) + (r.Width * Math.Sign(alongV) * alongU));
    }
}
