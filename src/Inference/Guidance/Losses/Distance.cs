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

    /// <inheritdoc/>
    public override bool IsSmooth => constraint.IsSmooth(margin);

    internal static Distance Create(DistanceLoss spec, LossContext context) => new(
        ConstraintRegistry.Create(spec.To, context.Dimension, context.Limits, context.At["to"]), spec.Margin ?? 0)
    {
        Weight = spec.Weight ?? 1,
    };

    /// <inheritdoc/>
    public override void Evaluate(ReadOnlySpan<double> x, Span<double> values, Span<double> gradients)
    {
        constraint.Evaluate(x, values, gradients, margin);
        DrawVectors.Scale(Weight, values);
        DrawVectors.Scale(Weight, gradients);
    }

    /// <inheritdoc/>
    protected internal override double Accumulate(ReadOnlySpan<double> x, double factor, Span<double> gradient) =>
        constraint.Accumulate(x, factor, gradient, margin);
}
