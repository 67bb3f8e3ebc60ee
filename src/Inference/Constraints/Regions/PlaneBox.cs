namespace GenPhys.Inference.Constraints.Regions;

/// <summary>The signed distance to a box in the plane whose corners are made on the way.</summary>
internal static class PlaneBox
{
    public static double Signed(
        double x, double y, double lowX, double lowY, double highX, double highY, Pull pull, Span<double> gradient)
    {
        var dx = Math.Max(lowX - x, x - highX);
        var dy = Math.Max(lowY - y, y - highY);
        double outX = Math.Max(dx, 0), outY = Math.Max(dy, 0);
        var length = Math.Sqrt((outX * outX) + (outY * outY));
        var signed = length > 0 ? length : Math.Max(dx, dy);
        if (gradient.IsEmpty)
        {
            return signed;
        }

        var coefficient = pull.Of(signed);
        var (nx, ny) = length > 0 ? (outX / length, outY / length) : dx >= dy ? (1.0, 0.0) : (0.0, 1.0);
        gradient[0] += coefficient * (x - highX >= lowX - x ? nx : -nx);
        gradient[1] += coefficient * (y - highY >= lowY - y ? ny : -ny);
        return signed;
    }
}
