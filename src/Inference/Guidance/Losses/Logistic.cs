using GenPhys.Contracts;

namespace GenPhys.Inference.Guidance.Losses;

/// <summary>
/// softplus(k (n.x - b)) = -log sigmoid(-k (n.x - b)) (Song et al. 2023, "Loss-guided diffusion models", section 6.1).
/// </summary>
/// <param name="normal">n, <c>[dim]</c>.</param>
/// <param name="offset">b.</param>
/// <param name="steepness">k, above 0.</param>
public sealed class Logistic(double[] normal, double offset, double steepness) : Loss
{
    /// <inheritdoc/>
    public override double Operations => 40 + (4.0 * normal.Length);

    internal static Logistic Create(LogisticLoss spec, LossContext context)
    {
        context.Require(spec.Normal.Length, context.Dimension, "normal", "coordinate of a sample");
        return new Logistic(spec.Normal, spec.Offset ?? 0, spec.Steepness ?? 1) { Weight = spec.Weight ?? 1 };
    }

    /// <inheritdoc/>
    protected internal override double Accumulate(ReadOnlySpan<double> x, double factor, Span<double> gradient)
    {
        var z = -offset;
        for (var j = 0; j < normal.Length; j++)
        {
            z += normal[j] * x[j];
        }

        z *= steepness;
        var e = Math.Exp(-Math.Abs(z));
        var slope = factor * steepness * (z >= 0 ? 1 / (1 + e) : e / (1 + e));
        for (var j = 0; j < normal.Length; j++)
        {
            gradient[j] += slope * normal[j];
        }

        return Math.Max(z, 0) + Math.Log(1 + e);
    }
}
