using GenPhys.Inference.Fields;
using GenPhys.Inference.Random;
using GenPhys.Inference.Sampling.Schedules;
using GenPhys.Training.Datasets;
using GenPhys.Training.Evaluation.Flow;

namespace GenPhys.Training.Disco;

/// <summary>
/// What is told of a model's flow with codes or without (Xu et al. 2024, "DisCo-Diff", figures on the toy): how straight its paths are, how they bend and how steep the denoiser is at states
/// of its own paths, and how well it denoises data.
/// </summary>
public sealed class FlowFigures
{
    private const int Steps = 100;

    // From here down paths are measured for straightness.
    private const double StraightFrom = 2;

    private readonly FlowProbe _probe;
    private readonly int[]? _codes;
    private readonly double[] _levels;
    private readonly double[][] _path;

    /// <summary>Follows the flow of a field from its prior.</summary>
    /// <param name="field">The field, which stays the caller's.</param>
    /// <param name="sigmaMax">The prior's level.</param>
    /// <param name="at">Noise levels at which states are wanted, between 0.002 and <paramref name="sigmaMax"/>.</param>
    /// <param name="codes">Codes of the paths, <c>[rows, slots]</c>; without any where null.</param>
    /// <param name="rows">Paths.</param>
    public FlowFigures(IField field, double sigmaMax, IReadOnlyList<double> at, int[]? codes, int rows)
    {
        _probe = new FlowProbe(field);
        _codes = codes;
        _levels = [.. new EdmNoiseSchedule(0.002, sigmaMax).Levels(Steps).Concat(at).Append(StraightFrom).Distinct().OrderDescending(), 0];
        var x = new double[rows * field.Dimension];
        Philox.FillNormal(new NoiseKey(0, 0, NoisePurpose.Prior), x);
        _path = FlowPaths.Heun(_probe, [.. x.Select(value => sigmaMax * value)], _levels, _ => codes);
    }

    /// <summary>Median over the paths of length over chord, less 1, from noise level 2 down to 0.</summary>
    /// <returns>0 for straight paths.</returns>
    public double MedianExcess() => Median(FlowPaths.Excess(_path[Array.IndexOf(_levels, StraightFrom)..], _probe.Dimension));

    /// <summary>Median curvature at states of the paths.</summary>
    /// <param name="t">One of the levels that were asked for.</param>
    /// <returns>0 or more.</returns>
    public double MedianCurvature(double t) => Median(FlowCurvature.Exact(_probe, States(t), t, _codes));

    /// <summary>Mean of |dD/dx|^2 at states of the paths.</summary>
    /// <param name="t">One of the levels that were asked for.</param>
    /// <returns>0 or more.</returns>
    public double MeanJacobian(double t) => FlowJacobian.SquaredNorms(_probe, States(t), t, _codes).Denoiser.Average();

    /// <summary>Mean of |D(y + t n) - y|^2 over data.</summary>
    /// <param name="data">Clean points y.</param>
    /// <param name="t">Noise level.</param>
    /// <param name="codes">Codes of the points; without any where null.</param>
    /// <returns>0 or more.</returns>
    public double Loss(PointSet data, double t, int[]? codes)
    {
        ArgumentNullException.ThrowIfNull(data);
        var noise = new double[data.Values.Length];
        Philox.FillNormal(new NoiseKey(0, 1, NoisePurpose.TrainingNoise), noise);
        var clean = data.Values.ToArray();
        var denoised = _probe.Denoised([.. clean.Zip(noise, (y, n) => y + (t * n))], t, codes);
        return denoised.Zip(clean, (d, y) => (d - y) * (d - y)).Sum() / data.Count;
    }

    /// <summary>The middle one of some numbers.</summary>
    /// <param name="values">The numbers, one or more.</param>
    /// <returns>Their median.</returns>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return 0.5 * (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]);
    }

    private double[] States(double t) => _path[Array.IndexOf(_levels, t)];
}
