using GenPhys.Contracts;
using GenPhys.Inference.Models.Manifest;

namespace GenPhys.Inference.Guidance.Losses;

/// <summary>
/// Loss guidance (Song et al. 2023, "Loss-guided diffusion models"): the gradient of -l(D) (eq. 8) or of
/// log mean exp(-l) over draws D + r_t e (eq. 9) with respect to D, which the engine takes back through the denoiser, so that
/// the cost of the network does not depend on the number of draws.
/// </summary>
/// <param name="loss">The loss, in data units.</param>
/// <param name="estimate">Where the loss is evaluated.</param>
/// <param name="normalisation">From normalised to data units; identity where null.</param>
public sealed class LossTerm(Loss loss, DrawEstimate? estimate, NormalisationSpec? normalisation) : LaneTerm
{
    /// <summary>What the gradient is divided by.</summary>
    public LossNormalisation Normalise { get; init; }

    /// <summary>Weight by noise level in place of <see cref="GuidanceTerm.Weight"/>.</summary>
    public LevelCurve? Weights { get; init; }

    /// <summary>sigma_d of the Jacobian sigma_d^2/(sigma_d^2 + sigma^2) I that stands in for the denoiser's; the denoiser's own where null.</summary>
    public double? JacobianSigmaData { get; init; }

    /// <summary>Whether the term also acts after a step's first evaluation.</summary>
    public bool GuideCorrector { get; init; } = true;

    /// <summary>Whether steps to noise level 0 go without the term.</summary>
    public bool SkipLast { get; init; }

    /// <inheritdoc/>
    public override GuidanceNeed Need => JacobianSigmaData is null ? GuidanceNeed.VectorJacobian : GuidanceNeed.Denoised;

    /// <inheritdoc/>
    public override bool ScalesByLength => base.ScalesByLength || Normalise == LossNormalisation.Gradient;

    /// <inheritdoc/>
    public override bool SinglePrecision => loss.SinglePrecision;

    /// <inheritdoc/>
    public override string? WithoutDivergence => Normalise != LossNormalisation.None
        ? "A gradient divided by its own size has no direction where it vanishes, so that its flow tears the density apart there; leave normalise out."
        : loss.IsSmooth
        ? null
        : "The gradient of this loss jumps, so that its flow keeps no density; the distance to a convex set without a margin has a continuous one.";

    internal static IEnumerable<GuidanceTerm> Create(LossGuidance spec, GuidanceContext context)
    {
        var loss = LossRegistry.Create(spec.Loss, new LossContext(context.Manifest, context.Classifiers, context.At["loss"]) { Limits = context.Limits });
        if (context.Adaptive && (spec.SkipLast ?? false))
        {
            throw context.Unsupported("skipLast", "rk45 ends on a slope that its last step already used; use a sampler with fixed steps.");
        }

        if (context.Adaptive && !(spec.GuideCorrector ?? true))
        {
            throw context.Unsupported("guideCorrector", "rk45 has no corrector; use a sampler with fixed steps.");
        }

        yield return new LossTerm(
            loss,
            spec.Estimator == LossEstimator.Point ? null : new DrawEstimate(spec.Samples ?? 32, DrawWidth.Create(spec.Width, context), spec.Gradient ?? LossGradient.Draws),
            context.Manifest.Normalisation)
        {
            Weight = spec.Weight ?? 1,
            Interval = GuidanceContext.Interval(spec),
            Clip = spec.Clip,
            Normalise = spec.Normalise ?? LossNormalisation.None,
            Weights = spec.Weights is { } weights ? new LevelCurve(weights) : null,
            JacobianSigmaData = spec.Jacobian ?? true ? null : context.SigmaData ?? 1,
            GuideCorrector = spec.GuideCorrector ?? true,
            SkipLast = spec.SkipLast ?? false,
        };
    }

    /// <inheritdoc/>
    public override double Cost(int dimension) =>
        1e-6 * Loss.NetworkOperations * (estimate?.Draws ?? 1) * (loss.Operations + ((estimate is null ? 4 : 40) * dimension) + 20);

    /// <inheritdoc/>
    public override bool ActsAt(in LaneMoment moment) =>
        base.ActsAt(moment) && (GuideCorrector || moment.Stage == 0) && !(SkipLast && moment.Last);

    /// <inheritdoc/>
    public override double WeightAt(double noiseLevel) => Weights?.At(noiseLevel) ?? Weight;

    /// <inheritdoc/>
    public override double FactorOf(double noiseLevel, double length, ref LaneReport report)
    {
        var weight = WeightAt(noiseLevel);
        var factor = Normalise != LossNormalisation.Gradient ? weight : length > 0 ? weight / length : 0;
        return Clipped(factor, noiseLevel, length, ref report);
    }

    /// <inheritdoc/>
    public override void Write(in GuidanceLane lane, ref LaneReport report)
    {
        if (estimate is not null)
        {
            estimate.Write(loss, normalisation, lane, ref report);
        }
        else
        {
            Point(lane, ref report);
        }

        if (JacobianSigmaData is { } deviation)
        {
            var ratio = lane.NoiseLevel / deviation;
            Scale(lane.Gradient, 1 / (1 + (ratio * ratio)));
        }
    }

    private void Point(in GuidanceLane lane, ref LaneReport report)
    {
        DrawEstimate.AtPoint(loss, normalisation, lane, ref report);
        if (Normalise == LossNormalisation.Loss)
        {
            Scale(lane.Gradient, 1 / Math.Sqrt(Math.Max(report.Loss, 0) + 1e-12));
        }
    }

    private static void Scale(Span<double> vector, double factor)
    {
        for (var j = 0; j < vector.Length; j++)
        {
            vector[j] *= factor;
        }
    }
}
