namespace GenPhys.Inference.Constraints;

/// <summary>Moves some coordinates of a sample into a point of their own, and a gradient back.</summary>
internal static class Selection
{
    /// <summary>The most numbers that are taken from the stack.</summary>
    public const int OnStack = 512;

    public static void Gather(ReadOnlySpan<double> x, ReadOnlySpan<int> places, Span<double> point)
    {
        for (var i = 0; i < places.Length; i++)
        {
            point[i] = x[places[i]];
        }
    }

    public static void Scatter(ReadOnlySpan<double> gradient, ReadOnlySpan<int> places, Span<double> to)
    {
        for (var i = 0; i < gradient.Length; i++)
        {
            to[places[i]] += gradient[i];
        }
    }
}
