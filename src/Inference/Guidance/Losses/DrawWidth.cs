using GenPhys.Contracts;

namespace GenPhys.Inference.Guidance.Losses;

/// <summary>
/// Standard deviation r_t of the draws around the denoiser (Song et al. 2023, "Loss-guided diffusion models", eq. 9): by
/// the posterior of independent Gaussian data, sigma s_j / sqrt(s_j^2 + sigma^2), or from a table.
/// </summary>
public sealed class DrawWidth
{
    private readonly double[] _deviations;
    private readonly LevelCurve? _curve;

    private DrawWidth(double[] deviations, LevelCurve? curve = null) => (_deviations, _curve) = (deviations, curve);

    /// <summary>The width of a specification.</summary>
    /// <param name="spec">The specification, checked; unit where null.</param>
    /// <param name="context">The model it is for; points at the term.</param>
    /// <returns>The width.</returns>
    /// <exception cref="GenPhysException">It does not fit the model.</exception>
    public static DrawWidth Create(DrawWidthSpec? spec, GuidanceContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return spec switch
        {
            null or UnitWidth => new DrawWidth([1]),
            SigmaDataWidth { SigmaData: { } given } => new DrawWidth([given]),
            SigmaDataWidth => new DrawWidth([context.SigmaData ?? throw context.Invalid("width", "The model's artifact tells no sigmaData; give one.")]),
            ConstantWidth constant => new DrawWidth([], new LevelCurve(new LevelTable { Sigmas = [1], Values = [constant.Value] })),
            TableWidth table => new DrawWidth([], new LevelCurve(table.Levels)),
            DiagonalWidth diagonal when diagonal.StandardDeviations.Length == context.Dimension => new DrawWidth(diagonal.StandardDeviations),
            _ => throw context.Invalid("width", $"A sample has {context.Dimension} coordinates; standardDeviations needs one number for each."),
        };
    }

    /// <summary>r_t of every coordinate.</summary>
    /// <param name="noiseLevel">Noise level sigma, above 0.</param>
    /// <param name="width">Receives r_t, <c>[dim]</c>.</param>
    public void Fill(double noiseLevel, Span<double> width)
    {
        if (_curve is not null)
        {
            width.Fill(_curve.At(noiseLevel));
            return;
        }

        for (var j = 0; j < width.Length; j++)
        {
            // sigma s / sqrt(s^2 + sigma^2) without an overflow in the squares.
            var s = _deviations[_deviations.Length == 1 ? 0 : j];
            var (low, high) = (Math.Min(s, noiseLevel), Math.Max(s, noiseLevel));
            width[j] = low / Math.Sqrt(1 + (low / high * (low / high)));
        }
    }
}
