namespace GenPhys.Inference.Guidance.Features;

/// <summary>A differentiable map of samples to features. It belongs to the device thread; a row's result depends on that row alone.</summary>
public abstract class FeatureMap : IDisposable
{
    /// <summary>Features of a sample.</summary>
    public abstract int Count { get; }

    /// <summary>Price of one forward and one backward pass of a row, in millions of floating-point operations.</summary>
    public abstract double Cost { get; }

    /// <summary>The features.</summary>
    /// <param name="points">Samples, <c>[rows, dim]</c>.</param>
    /// <param name="noiseLevel">Noise level of all rows, 0 for clean samples.</param>
    /// <param name="features">Receives them, <c>[rows, Count]</c>.</param>
    public abstract void Forward(ReadOnlySpan<double> points, double noiseLevel, Span<double> features);

    /// <summary>Adds J^T c of the rows given to <see cref="Forward"/> last.</summary>
    /// <param name="points">The same samples, <c>[rows, dim]</c>.</param>
    /// <param name="cotangent">c, <c>[rows, Count]</c>.</param>
    /// <param name="gradient">What is added to, <c>[rows, dim]</c>.</param>
    public abstract void Backward(ReadOnlySpan<double> points, ReadOnlySpan<double> cotangent, Span<double> gradient);

    /// <summary>Releases what the map holds on the device.</summary>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}
