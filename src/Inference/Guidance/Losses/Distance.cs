using GenPhys.Contracts;
using GenPhys.Inference.Constraints;

namespace GenPhys.Inference.Guidance.Losses;

/// <summary>l of a constraint: half the squared distance to a region, 0 for allowed samples.</summary>
/// <param name="constraint">The constraint.</param>
/// <param name="margin">How far inside the loss begins.</param>
public sealed class Distance(Constraint constraint, double margin) : Loss
{
    /// <inheritdoc/>
    public override double Operations => 10 * constraint.Cost;

    internal static Distance Create(DistanceLoss spec, LossContext context) => new(
        ConstraintRegistry.Create(spec.To, context.Dimension, context.Limits, context.At["to"]), spec.Margin ?? 0)
    {
        Weight = spec.Weight ?? 1,
    };

    /// <inheritdoc/>
    protected internal override double Accumulate(ReadOnlySpan<double> x, double factor, Span<double> gradient) =>
        constraint.Accumulate(x, factor, gradient, margin);
}
