using GenPhys.Contracts;
using GenPhys.Inference.Guidance.Features;
using GenPhys.Inference.Models.Manifest;

namespace GenPhys.Inference.Guidance.LowDensity;

/// <summary>
/// One force of low-density guidance (Sehwag et al. 2022, eq. 7): the gradient of what it ascends, divided by its norm, so that its weight is a length. The paper's
/// forces are increments of the score in variance-preserving coordinates; here they are multiplied by sqrt(alpha_bar) = 1 / sqrt(1 + sigma^2), which their
/// directions alone do not bring along.
/// </summary>
/// <param name="model">The Gaussians.</param>
/// <param name="label">Own class; null for the force towards real samples.</param>
/// <param name="contrastive">Whether the own class is compared with all.</param>
/// <param name="temperature">tau, above 0.</param>
public sealed class LowDensityTerm(HardnessModel model, int? label, bool contrastive, double temperature) : LaneTerm
{
    // Below this a gradient has no direction: its class is already the hardest.
    private const double Least = 1e-12;

    private readonly HardnessGradient _gradient = new(label, contrastive, temperature);
    private double[] _features = [];
    private double[] _cotangent = [];
    private double[] _point = [];
    private HardnessLevel? _level;

    /// <summary>Where features are taken.</summary>
    public LowDensityFeatures Features { get; init; } = LowDensityFeatures.Analytic;

    /// <summary>The extractor; the state itself where null.</summary>
    public FeatureMap? Extractor { get; init; }

    /// <summary>How the model's units become the data units of the extractor; the same units where null.</summary>
    public NormalisationSpec? Units { get; init; }

    /// <summary>What gradients are divided by.</summary>
    public LowDensityNorm Norm { get; init; }

    /// <inheritdoc/>
    public override GuidanceNeed Need => Features == LowDensityFeatures.Denoised ? GuidanceNeed.VectorJacobian : GuidanceNeed.Denoised;

    /// <inheritdoc/>
    public override bool ScalesByLength => base.ScalesByLength || Features == LowDensityFeatures.Denoised;

    /// <inheritdoc/>
    public override bool SinglePrecision => Extractor is NetworkFeatureMap;

    /// <inheritdoc/>
    public override string? WithoutDivergence =>
        "A force of one length everywhere has no direction where its gradient vanishes, so that its flow tears the density apart there; leave the term out.";

    /// <inheritdoc/>
    public override double Cost(int dimension) => (Extractor?.Cost ?? 0) + (2e-6 * model.Classes * model.Dimension * model.Dimension) + 1e-4;

    /// <inheritdoc/>
    public override bool ActsAt(in LaneMoment moment) => base.ActsAt(moment) && !moment.Last;

    /// <inheritdoc/>
    public override double WeightAt(double noiseLevel) => Weight / Math.Sqrt(1 + (noiseLevel * noiseLevel));

    /// <inheritdoc/>
    public override double FactorOf(double noiseLevel, double length, ref LaneReport report)
    {
        var divisor = Features == LowDensityFeatures.Denoised ? length : 1;
        return divisor < Least ? 0 : Clipped(WeightAt(noiseLevel) / divisor, noiseLevel, length, ref report);
    }

    /// <inheritdoc/>
    public override void Write(in GuidanceLane lane, ref LaneReport report)
    {
        var at = Features == LowDensityFeatures.Denoised ? lane.Denoised : lane.X;
        if (Extractor is null)
        {
            report.Loss = -_gradient.Evaluate(Level(lane.NoiseLevel), at, lane.Gradient);
        }
        else
        {
            Extract(lane, at, ref report);
        }

        if (Features != LowDensityFeatures.Denoised)
        {
            Normalise(lane.Gradient);
        }
    }

    private void Extract(in GuidanceLane lane, ReadOnlySpan<double> at, ref LaneReport report)
    {
        if (_features.Length == 0)
        {
            (_features, _cotangent, _point) = (new double[Extractor!.Count], new double[Extractor.Count], new double[at.Length]);
        }

        for (var j = 0; j < at.Length; j++)
        {
            _point[j] = Units is null ? at[j] : Units.Mean[j] + (Units.Scale[j] * at[j]);
        }

        Extractor!.Forward(_point, Features == LowDensityFeatures.Denoised ? 0 : lane.NoiseLevel, _features);
        report.Loss = -_gradient.Evaluate(Level(lane.NoiseLevel), _features, _cotangent);
        Extractor.Backward(_point, _cotangent, lane.Gradient);
        for (var j = 0; j < at.Length; j++)
        {
            lane.Gradient[j] *= Units?.Scale[j] ?? 1;
        }
    }

    private HardnessLevel Level(double sigma) => Features switch
    {
        LowDensityFeatures.Denoised => model.Levels[0],
        LowDensityFeatures.NoisyFeatures => model.Nearest(sigma),

        // Lanes of a request come level by level, so that one factorisation serves all of them.
        _ => _level?.Sigma == sigma ? _level : _level = model.Levels[0].Blurred(sigma),
    };

    private void Normalise(Span<double> gradient)
    {
        var (largest, squared) = (0.0, 0.0);
        foreach (var g in gradient)
        {
            largest = Math.Max(largest, Math.Abs(g));
            squared += g * g;
        }

        var norm = Norm == LowDensityNorm.Linf ? largest : Math.Sqrt(squared);
        foreach (ref var g in gradient)
        {
            g = norm < Least ? 0 : g / norm;
        }
    }
}
