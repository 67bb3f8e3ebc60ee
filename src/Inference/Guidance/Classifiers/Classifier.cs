namespace GenPhys.Inference.Guidance.Classifiers;

/// <summary>
/// A classifier C(x; sigma) of validity that knows the noise level (Naderiparizi et al. 2024, eq. 7). It works in the model's
/// normalised units and variance-exploding coordinates, and belongs to the device thread.
/// </summary>
public abstract class Classifier : IDisposable
{
    /// <summary>Creates the classifier.</summary>
    protected Classifier() => Kernel = new ClassifierKernel(this);

    /// <summary>The kernel that all terms of this classifier share.</summary>
    internal IGuidanceKernel Kernel { get; }

    /// <summary>Coordinates of a state.</summary>
    public abstract int Dimension { get; }

    /// <summary>Price of one gradient, in millions of floating-point operations.</summary>
    public abstract double Cost { get; }

    /// <summary>Whether the classifier knows clean samples only and is asked at the denoiser, with its gradient taken back through it.</summary>
    public virtual bool OnDenoised => false;

    /// <summary>Whether the gradient is computed in single precision.</summary>
    public virtual bool SinglePrecision => false;

    /// <summary>Number added to the logit, beside what a request adds: the artifact's own correction of its prior.</summary>
    public double PriorShift { get; init; }

    /// <summary>
    /// log C and its gradient. A row's result depends on that row alone.
    /// </summary>
    /// <param name="x">States, <c>[rows, dim]</c>.</param>
    /// <param name="noiseLevel">Noise levels, <c>[rows]</c>, 0 or more.</param>
    /// <param name="shift">Numbers added to the logits, <c>[rows]</c>.</param>
    /// <param name="logProbability">Receives log C, <c>[rows]</c>, nats.</param>
    /// <param name="gradient">Receives the gradients, <c>[rows, dim]</c>.</param>
    public abstract void Evaluate(
        ReadOnlySpan<double> x,
        ReadOnlySpan<double> noiseLevel,
        ReadOnlySpan<double> shift,
        Span<double> logProbability,
        Span<double> gradient);

    /// <summary>Releases what the classifier holds on the device.</summary>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}
