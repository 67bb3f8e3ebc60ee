using GenPhys.Inference.Constraints;
using GenPhys.Inference.Models.Manifest;

namespace GenPhys.Inference.Guidance.Bridges;

/// <summary>
/// A manual bridge (Naderiparizi et al. 2025, eqs. 7, 13 and 14): b = -(gamma(sigma) / nu) grad l(x / nu), with gamma = w (1/sigma^2 - 1/sigma_max^2). On the flow the
/// distance to a convex set then falls as sigma^w, and the step to noise level 0 multiplies it by 1 - w. Inside the set the bridge is exactly 0.
/// </summary>
/// <param name="constraint">The set, in data units.</param>
/// <param name="units">How the model's units become data units; the same units where null. Where coordinates differ in scale, noise counts by the largest.</param>
public sealed class BridgeTerm(Constraint constraint, NormalisationSpec? units) : LaneTerm
{
    private readonly double _scale = units?.Scale.Max() ?? 1;
    private double[] _point = [];

    /// <summary>sigma_max of the factor that vanishes at the prior; infinity for w / sigma^2.</summary>
    public double SigmaMax { get; init; } = double.PositiveInfinity;

    /// <summary>sigma_d of nu = sqrt(1 + sigma^2 / sigma_d^2), in data units; nu is 1 where null.</summary>
    public double? SigmaData { get; init; }

    /// <summary>How far inside the set l begins, in data units.</summary>
    public double Margin { get; init; }

    /// <summary>Coordinates that the bridge leaves alone.</summary>
    public IReadOnlyList<int> Frozen { get; init; } = [];

    /// <inheritdoc/>
    public override string? WithoutDivergence => constraint.IsSmooth(Margin)
        ? null
        : "The pull of this bridge jumps, so that its flow keeps no density; that to a convex set without a margin is continuous, and so is the diffusion form.";

    /// <inheritdoc/>
    public override double Cost(int dimension) => 2e-5 * (constraint.Cost + dimension);

    // gamma in the model's units: noise in data units is s sigma.
    /// <inheritdoc/>
    public override double WeightAt(double noiseLevel) =>
        Weight * Math.Max(0, (1 / (noiseLevel * noiseLevel)) - (1 / (SigmaMax * SigmaMax))) / (_scale * _scale);

    /// <inheritdoc/>
    public override void Write(in GuidanceLane lane, ref LaneReport report)
    {
        var x = lane.X;
        if (_point.Length < x.Length)
        {
            _point = new double[x.Length];
        }

        var ratio = SigmaData is { } deviation ? _scale * lane.NoiseLevel / deviation : 0;
        var nu = Math.Sqrt(1 + (ratio * ratio));
        var point = _point.AsSpan(0, x.Length);
        for (var j = 0; j < x.Length; j++)
        {
            point[j] = (units is null ? x[j] : units.Mean[j] + (units.Scale[j] * x[j])) / nu;
        }

        report.Loss = constraint.Evaluate(point, lane.Gradient, Margin);
        for (var j = 0; j < x.Length; j++)
        {
            lane.Gradient[j] *= -(units?.Scale[j] ?? 1) / nu;
        }

        foreach (var j in Frozen)
        {
            lane.Gradient[j] = 0;
        }
    }
}
