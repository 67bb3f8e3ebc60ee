using GenPhys.Inference.Models.Manifest;
using GenPhys.Inference.Random;
using GenPhys.Training.Batches;
using GenPhys.Training.Datasets;
using static TorchSharp.torch;

namespace GenPhys.Training.LowDensity;

/// <summary>Points with noise of the model's units on them, in data units, as the extractor is asked about them.</summary>
internal sealed class NoisyPoints(PointSet points, NormalisationSpec? units, ScalarType dtype)
{
    private const int RowsPerCall = 8192;

    /// <summary>The batch of a step, from the seed and the step's number alone, in the caller's dispose scope.</summary>
    public (Tensor X, Tensor Sigma, Tensor Labels) Draw(Perturbation perturbation, ulong seed, int step, int rows)
    {
        var d = points.Dimension;
        var key = new NoiseKey(seed, 0, NoisePurpose.TrainingLevel, Step: (uint)step);
        var (levels, x, labels) = (new double[rows], new double[rows * d], new long[rows]);
        perturbation.Fill(key, 0, levels, x);
        var chosen = new NoiseReader(key with { Purpose = NoisePurpose.TrainingBatch });
        for (var i = 0; i < rows; i++)
        {
            var row = chosen.NextInt(points.Count);
            labels[i] = points.Labels![row];
            AddTo(row, levels[i], x.AsSpan(i * d, d));
        }

        return (tensor(x, [rows, d], dtype: dtype), tensor(levels, [rows], dtype: dtype), tensor(labels));
    }

    /// <summary>Features of all points at one level.</summary>
    /// <param name="module">The extractor.</param>
    /// <param name="sigma">Noise level, 0 or more.</param>
    /// <param name="clean">The level that stands for clean points.</param>
    /// <param name="key">Address of the noise.</param>
    /// <returns><c>[count, k]</c>.</returns>
    public double[] Features(ExtractorModule module, double sigma, double clean, in NoiseKey key)
    {
        using var noGradient = no_grad();
        var d = points.Dimension;
        var noise = new double[points.Count * d];
        Philox.FillNormal(key, noise);
        for (var row = 0; row < points.Count; row++)
        {
            AddTo(row, sigma, noise.AsSpan(row * d, d));
        }

        var features = new List<double>();
        for (var first = 0; first < points.Count; first += RowsPerCall)
        {
            using var scope = NewDisposeScope();
            var rows = Math.Min(RowsPerCall, points.Count - first);
            var x = tensor(noise[(first * d)..((first + rows) * d)], [rows, d], dtype: dtype);
            features.AddRange(module.Features(x, full([rows], Math.Max(sigma, clean), dtype: dtype)).to(ScalarType.Float64).contiguous().data<double>().ToArray());
        }

        return [.. features];
    }

    // Noise is of the model's units: one of them is a scale of data units.
    private void AddTo(int row, double sigma, Span<double> noise)
    {
        for (var j = 0; j < noise.Length; j++)
        {
            noise[j] = points[row][j] + ((units?.Scale[j] ?? 1) * sigma * noise[j]);
        }
    }
}
