using GenPhys.Inference.Guidance.Classifiers;
using GenPhys.Inference.Models.Manifest;

namespace GenPhys.Inference.Guidance.Bridges;

/// <summary>
/// The exact diffusion bridge of a union of disjoint boxes (Naderiparizi et al. 2025, eqs. 15 to 22): the score of the uniform law on it under the noise,
/// p_sigma(x) = sum_k prod_d [Phi((u_d - x_d)/sigma) - Phi((l_d - x_d)/sigma)] / |Omega|. Far outside it is -(x - P(x))/sigma^2; unlike a manual bridge it is not 0 within
/// about sigma of an edge inside.
/// </summary>
/// <param name="boxes">The boxes, in data units.</param>
/// <param name="units">How the model's units become data units; the same units where null.</param>
public sealed class DiffusionBridgeTerm(IntervalBoxes boxes, NormalisationSpec? units) : LaneTerm
{
    private readonly double[] _logMass = new double[boxes.Count];

    /// <summary>Coordinates that the bridge leaves alone.</summary>
    public IReadOnlyList<int> Frozen { get; init; } = [];

    /// <inheritdoc/>
    public override double Cost(int dimension) => 1e-6 * ((150 * boxes.Intervals) + (4 * boxes.Count * dimension));

    /// <inheritdoc/>
    public override void Write(in GuidanceLane lane, ref LaneReport report)
    {
        boxes.Begin();
        for (var j = 0; j < boxes.Dimension; j++)
        {
            var scale = units?.Scale[j] ?? 1;
            boxes.Place(j, units is null ? lane.X[j] : units.Mean[j] + (scale * lane.X[j]), scale * lane.NoiseLevel);
        }

        var largest = double.NegativeInfinity;
        for (var b = 0; b < boxes.Count; b++)
        {
            _logMass[b] = boxes.LogMass(b);
            largest = Math.Max(largest, _logMass[b]);
        }

        var sum = 0.0;
        for (var b = 0; b < boxes.Count; b++)
        {
            var w = Math.Exp(_logMass[b] - largest);
            sum += w;
            for (var j = 0; j < boxes.Dimension && w > 0; j++)
            {
                lane.Gradient[j] += w * (units?.Scale[j] ?? 1) * boxes.Slope(b, j);
            }
        }

        for (var j = 0; j < boxes.Dimension; j++)
        {
            lane.Gradient[j] /= sum;
        }

        foreach (var j in Frozen)
        {
            lane.Gradient[j] = 0;
        }
    }
}
