namespace GenPhys.Inference.Constraints.Regions;

/// <summary>Sums over coordinates, always in the same order.</summary>
internal static class Lengths
{
    public static double Of(ReadOnlySpan<double> a) => Math.Sqrt(Dot(a, a));

    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    /// <summary>Adds factor · a, to nothing where the target is empty.</summary>
    public static void Add(ReadOnlySpan<double> a, double factor, Span<double> to)
    {
        for (var i = 0; i < to.Length; i++)
        {
            to[i] += factor * a[i];
        }
    }
}
