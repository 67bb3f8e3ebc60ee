using GenPhys.Contracts;

namespace GenPhys.Inference.Guidance.Classifiers;

/// <summary>
/// The gradient of log C of one classifier (Naderiparizi et al. 2024, eq. 10), over the lanes of all requests at once. It
/// goes through the classifier's input only, never through the denoiser, unless the classifier knows clean samples only.
/// </summary>
/// <param name="classifier">The classifier.</param>
/// <param name="shift">Number added to its logit.</param>
public sealed class ClassifierTerm(Classifier classifier, double shift) : GuidanceTerm
{
    /// <inheritdoc/>
    public override IGuidanceKernel Kernel => classifier.Kernel;

    /// <inheritdoc/>
    public override GuidanceNeed Need => classifier.OnDenoised ? GuidanceNeed.VectorJacobian : GuidanceNeed.Denoised;

    /// <inheritdoc/>
    public override bool SinglePrecision => classifier.SinglePrecision;

    /// <summary>Number added to the classifier's logit.</summary>
    public double Shift { get; } = classifier.PriorShift + shift;

    /// <inheritdoc/>
    public override double Cost(int dimension) => classifier.Cost;

    internal static IEnumerable<GuidanceTerm> Stack(ClassifierGuidance spec, GuidanceContext context)
    {
        var stack = context.Classifiers;
        var count = spec.Count ?? stack.Count;
        return count <= stack.Count
            ? stack.Take(count).Select(classifier => new ClassifierTerm(classifier, spec.PriorShift ?? 0)
            {
                Weight = spec.Weight ?? 1, Interval = GuidanceContext.Interval(spec), Clip = spec.Clip,
            })
            : throw context.Invalid("count", $"count is {count}; the model has {stack.Count} classifiers.");
    }
}
