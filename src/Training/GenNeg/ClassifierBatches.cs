using GenPhys.Inference.Random;
using GenPhys.Training.Batches;
using GenPhys.Training.Datasets;
using static TorchSharp.torch;

namespace GenPhys.Training.GenNeg;

/// <summary>
/// The batch of any step from the seed and the step's number alone: half valid, half invalid samples, noised anew at every step. The weights make the loss
/// that of Naderiparizi et al. 2024, eq. 11: alpha times the mean over the valid ones plus 1 - alpha times the mean over the invalid ones.
/// </summary>
internal sealed class ClassifierBatches(
    LabelledSet set, ClassBalance balance, Perturbation? perturbation, double cleanLevel, ulong seed, int rows, ScalarType dtype, Device device)
{
    private readonly double[]? _positiveSums = Sums(set.Weights?.Positives);
    private readonly double[]? _negativeSums = Sums(set.Weights?.Negatives);

    /// <summary>Noisy samples, levels, signs <c>[rows, agents]</c> (1 valid, -1 invalid) and weights that sum to 1, in the caller's dispose scope.</summary>
    public (Tensor X, Tensor Sigma, Tensor Sign, Tensor Weight) Draw(int step)
    {
        var d = set.Dimension;
        var key = new NoiseKey(seed, 0, NoisePurpose.TrainingLevel, Step: (uint)step);
        var (levels, noise) = (new double[rows], new double[rows * d]);
        if (perturbation is null)
        {
            Array.Fill(levels, cleanLevel);
        }
        else
        {
            perturbation.Fill(key, 0, levels, noise);
        }

        var chosen = new NoiseReader(key with { Purpose = NoisePurpose.TrainingBatch });
        var agents = set.Agents;
        var (x, sign, weight) = (new double[rows * d], new double[rows * agents], new double[rows]);
        for (var i = 0; i < rows; i++)
        {
            var valid = balance == ClassBalance.Imbalanced
                ? chosen.NextInt(set.PositiveCount + set.NegativeCount) < set.PositiveCount
                : i < rows / 2;
            var side = valid ? set.Positives : set.Negatives;
            var row = (valid ? _positiveSums : _negativeSums) is { } sums ? Weighted(sums, chosen.NextUniform()) : chosen.NextInt(side.Length / d);
            for (var j = 0; j < d; j++)
            {
                x[(i * d) + j] = side[(row * d) + j] + (levels[i] * noise[(i * d) + j]);
            }

            for (var agent = 0; agent < agents; agent++)
            {
                sign[(i * agents) + agent] = valid || set.NegativeAgents?[(row * agents) + agent] > 0 ? 1 : -1;
            }

            weight[i] = balance is ClassBalance.Importance or ClassBalance.TimeIndependent
                ? 2 * (valid ? set.Alpha : 1 - set.Alpha) / rows
                : 1.0 / rows;
        }

        return (On(x, [rows, d]), On(levels, [rows]), On(sign, [rows, agents]), On(weight, [rows]));
    }

    // Running sums of weights, so that a row is drawn with the probability of its weight.
    private static double[]? Sums(double[]? weights)
    {
        if (weights is null)
        {
            return null;
        }

        var sum = 0.0;
        return Array.ConvertAll(weights, weight => sum += weight);
    }

    private static int Weighted(double[] sums, double uniform)
    {
        var found = Array.BinarySearch(sums, uniform * sums[^1]);
        return Math.Min(found >= 0 ? found + 1 : ~found, sums.Length - 1);
    }

    private Tensor On(double[] values, ReadOnlySpan<long> shape) => tensor(values, shape, dtype: dtype, device: device);
}
