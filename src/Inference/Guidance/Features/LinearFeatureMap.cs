namespace GenPhys.Inference.Guidance.Features;

/// <summary>The features M x.</summary>
/// <param name="matrix">M, <c>[features][dim]</c>.</param>
public sealed class LinearFeatureMap(double[][] matrix) : FeatureMap
{
    /// <inheritdoc/>
    public override int Count => matrix.Length;

    /// <inheritdoc/>
    public override double Cost => 4e-6 * matrix.Length * matrix[0].Length;

    /// <inheritdoc/>
    public override void Forward(ReadOnlySpan<double> points, double noiseLevel, Span<double> features)
    {
        var d = matrix[0].Length;
        for (var row = 0; row * d < points.Length; row++)
        {
            var x = points.Slice(row * d, d);
            for (var k = 0; k < matrix.Length; k++)
            {
                var sum = 0.0;
                for (var j = 0; j < d; j++)
                {
                    sum += matrix[k][j] * x[j];
                }

                features[(row * matrix.Length) + k] = sum;
            }
        }
    }

    /// <inheritdoc/>
    public override void Backward(ReadOnlySpan<double> points, ReadOnlySpan<double> cotangent, Span<double> gradient)
    {
        var d = matrix[0].Length;
        for (var row = 0; row * d < points.Length; row++)
        {
            for (var k = 0; k < matrix.Length; k++)
            {
                var c = cotangent[(row * matrix.Length) + k];
                for (var j = 0; j < d; j++)
                {
                    gradient[(row * d) + j] += c * matrix[k][j];
                }
            }
        }
    }
}
