using GenPhys.Contracts;

namespace GenPhys.Inference.Guidance.Losses;

/// <summary>The sum of several weighted losses under one expectation: p(x0) exp(-sum of losses).</summary>
/// <param name="parts">The losses.</param>
public sealed class WeightedSum(IReadOnlyList<Loss> parts) : Loss
{
    /// <inheritdoc/>
    public override double Operations { get; } = parts.Sum(part => part.Operations);

    /// <inheritdoc/>
    public override bool OneThread { get; } = parts.Any(part => part.OneThread);

    /// <inheritdoc/>
    public override bool SinglePrecision { get; } = parts.Any(part => part.SinglePrecision);

    /// <inheritdoc/>
    public override bool IsSmooth { get; } = parts.All(part => part.IsSmooth);

    internal static WeightedSum Create(WeightedSumLoss spec, LossContext context) =>
        new([.. spec.Of.Select((part, i) => LossRegistry.Create(part, context with { At = context.At["of"][i] }))]) { Weight = spec.Weight ?? 1 };

    /// <inheritdoc/>
    protected internal override double Accumulate(ReadOnlySpan<double> x, double factor, Span<double> gradient)
    {
        var sum = 0.0;
        foreach (var part in parts)
        {
            sum += part.Weight * part.Accumulate(x, factor * part.Weight, gradient);
        }

        return sum;
    }
}
