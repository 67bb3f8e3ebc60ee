using GenPhys.Inference.Random;
using GenPhys.Training.Batches;
using GenPhys.Training.Datasets;
using static TorchSharp.torch;

namespace GenPhys.Training.Potentials;

/// <summary>The sets of any step from the seed and the step's number alone: points drawn independently, noised together at one level a set.</summary>
internal sealed class SetBatches(PointSet points, PotentialTarget target, double logScale, Perturbation perturbation, long seed, int setSize, int sets, ScalarType dtype)
{
    /// <summary>ln of the mean of Phi_0 over sets drawn independently, by which it is divided so that its mean is 1.</summary>
    public double LogScale => logScale;

    /// <summary>Estimates <see cref="LogScale"/> from 65,536 sets that no step draws.</summary>
    public static double MeasureLogScale(PointSet points, PotentialTarget target, long seed, int setSize)
    {
        const int count = 65_536;
        var d = points.Dimension;
        var set = new double[setSize * d];
        var noise = new NoiseReader(new NoiseKey((ulong)seed, 0, NoisePurpose.TrainingBatch, Stage: 1));
        var sum = 0.0;
        for (var i = 0; i < count; i++)
        {
            Choose(points, noise, set);
            sum += Math.Exp(target.Log(set, d));
        }

        return Math.Log(sum / count);
    }

    /// <summary>Clean sets <c>[sets, n, dim]</c>, noisy ones, their levels <c>[sets]</c> and Phi_0 over its mean <c>[sets]</c>, in the caller's dispose scope.</summary>
    public (Tensor Clean, Tensor Noisy, Tensor Sigma, Tensor Phi) Draw(int step)
    {
        var d = points.Dimension;
        var width = setSize * d;
        var key = new NoiseKey((ulong)seed, 0, NoisePurpose.TrainingLevel, Step: (uint)step);
        var (levels, noise) = (new double[sets], new double[sets * width]);
        perturbation.Fill(key, 0, levels, noise);
        var chosen = new NoiseReader(key with { Purpose = NoisePurpose.TrainingBatch });
        var (clean, phi) = (new double[sets * width], new double[sets]);
        for (var i = 0; i < sets; i++)
        {
            var set = clean.AsSpan(i * width, width);
            Choose(points, chosen, set);
            phi[i] = Math.Exp(target.Log(set, d) - logScale);
            for (var j = i * width; j < (i + 1) * width; j++)
            {
                noise[j] = clean[j] + (levels[i] * noise[j]);
            }
        }

        return (On(clean, [sets, setSize, d]), On(noise, [sets, setSize, d]), On(levels, [sets]), On(phi, [sets]));
    }

    private static void Choose(PointSet points, NoiseReader noise, Span<double> set)
    {
        var d = points.Dimension;
        for (var at = 0; at < set.Length; at += d)
        {
            points[noise.NextInt(points.Count)].CopyTo(set[at..]);
        }
    }

    private Tensor On(double[] values, long[] shape) => tensor(values, shape, dtype: dtype);
}
