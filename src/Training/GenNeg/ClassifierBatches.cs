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
    /// <summary>Noisy samples, levels, signs (1 valid, -1 invalid) and weights that sum to 1, in the caller's dispose scope.</summary>
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
        var (x, sign, weight) = (new double[rows * d], new double[rows], new double[rows]);
        for (var i = 0; i < rows; i++)
        {
            var valid = balance == ClassBalance.Imbalanced
                ? chosen.NextInt(set.PositiveCount + set.NegativeCount) < set.PositiveCount
                : i < rows / 2;
            var side = valid ? set.Positives : set.Negatives;
            var row = chosen.NextInt(side.Length / d);
            for (var j = 0; j < d; j++)
            {
                x[(i * d) + j] = side[(row * d) + j] + (levels[i] * noise[(i * d) + j]);
            }

            sign[i] = valid ? 1 : -1;
            weight[i] = balance is ClassBalance.Importance or ClassBalance.TimeIndependent
                ? 2 * (valid ? set.Alpha : 1 - set.Alpha) / rows
                : 1.0 / rows;
        }

        return (On(x, [rows, d]), On(levels, [rows]), On(sign, [rows]), On(weight, [rows]));
    }

    private Tensor On(double[] values, ReadOnlySpan<long> shape) => tensor(values, shape, dtype: dtype, device: device);
}
