namespace GenPhys.Inference.Guidance.Losses;

/// <summary>
/// A differentiable loss of a clean sample, in data units, with its gradient in closed form. Parameters are data; instances
/// hold no scratch, unless <see cref="OneThread"/> says so.
/// </summary>
public abstract class Loss
{
    /// <summary>
    /// Operations of a network, which go in vectors and count in prices, in the time of one of a loss, which goes number by number: 30 to 55 as `scripts/bench guidance`
    /// measures them, where a draw of a loss takes 25 to 130 ns.
    /// </summary>
    public const double NetworkOperations = 40;

    /// <summary>Factor on the loss, 0 or more; default 1.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>Floating-point operations of one evaluation, number by number, for its price.</summary>
    public abstract double Operations { get; }

    /// <summary>Whether the loss may be evaluated on the device thread only.</summary>
    public virtual bool OneThread => false;

    /// <summary>Whether the gradient is computed in single precision.</summary>
    public virtual bool SinglePrecision => false;

    /// <summary>Whether the gradient is continuous, so that a flow that follows it keeps a density; true by default.</summary>
    public virtual bool IsSmooth => true;

    /// <summary>The weighted loss of one sample.</summary>
    /// <param name="x">Sample, <c>[dim]</c>, data units.</param>
    /// <param name="gradient">Receives the weighted gradient, <c>[dim]</c>.</param>
    /// <returns>The weighted loss.</returns>
    public double Evaluate(ReadOnlySpan<double> x, Span<double> gradient)
    {
        gradient.Clear();
        return Weight * Accumulate(x, Weight, gradient);
    }

    /// <summary>The weighted losses of several samples.</summary>
    /// <param name="x">Samples, <c>[rows, dim]</c>, data units.</param>
    /// <param name="values">Receives the weighted losses, <c>[rows]</c>.</param>
    /// <param name="gradients">Receives the weighted gradients, <c>[rows, dim]</c>.</param>
    public virtual void Evaluate(ReadOnlySpan<double> x, Span<double> values, Span<double> gradients)
    {
        var d = x.Length / values.Length;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Evaluate(x.Slice(i * d, d), gradients.Slice(i * d, d));
        }
    }

    /// <summary>Adds a factor times the unweighted gradient.</summary>
    /// <param name="x">Sample, <c>[dim]</c>.</param>
    /// <param name="factor">The factor.</param>
    /// <param name="gradient">Gradient to add to, <c>[dim]</c>.</param>
    /// <returns>The unweighted loss.</returns>
    protected internal abstract double Accumulate(ReadOnlySpan<double> x, double factor, Span<double> gradient);
}
