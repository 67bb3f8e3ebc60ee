namespace GenPhys.Inference.Guidance.Features;

/// <summary>The feature |x - c|; its gradient at c itself is 0.</summary>
/// <param name="center">c, <c>[dim]</c>.</param>
public sealed class RadiusFeatureMap(double[] center) : FeatureMap
{
    /// <inheritdoc/>
    public override int Count => 1;

    /// <inheritdoc/>
    public override double Cost => 6e-6 * center.Length;

    /// <inheritdoc/>
    public override void Forward(ReadOnlySpan<double> points, double noiseLevel, Span<double> features)
    {
        for (var row = 0; row < features.Length; row++)
        {
            features[row] = Radius(points.Slice(row * center.Length, center.Length));
        }
    }

    /// <inheritdoc/>
    public override void Backward(ReadOnlySpan<double> points, ReadOnlySpan<double> cotangent, Span<double> gradient)
    {
        for (var row = 0; row < cotangent.Length; row++)
        {
            var at = row * center.Length;
            var radius = Radius(points.Slice(at, center.Length));
            for (var j = 0; j < center.Length && radius > 0; j++)
            {
                gradient[at + j] += cotangent[row] * (points[at + j] - center[j]) / radius;
            }
        }
    }

    private double Radius(ReadOnlySpan<double> x)
    {
        var sum = 0.0;
        for (var j = 0; j < x.Length; j++)
        {
            sum += (x[j] - center[j]) * (x[j] - center[j]);
        }

        return Math.Sqrt(sum);
    }
}
