using GenPhys.Contracts;
using GenPhys.Inference.Random;
using GenPhys.Training.Artifacts;
using GenPhys.Training.Datasets;
using GenPhys.Training.Recipes;

namespace GenPhys.Training.Evaluation.Metrics;

/// <summary>A served model, the recipe whose data it is held against, and samples that all metrics share.</summary>
/// <param name="service">The model.</param>
/// <param name="recipe">The recipe: its data, its law of the noise levels, its preconditioning.</param>
/// <param name="data">The recipe's points.</param>
/// <param name="sampler">The sampler; the model's own where null.</param>
/// <param name="samples">Samples to draw, 2 or more.</param>
public sealed class MetricSubject(LocalService service, Recipe recipe, DataSplit data, SamplerSpec? sampler, int samples)
{
    private const int Levels = 64;
    private const int MostPointsPerLevel = 512;
    private SampleResult? _samples;

    /// <summary>The model.</summary>
    public LocalService Service => service;

    /// <summary>The recipe.</summary>
    public Recipe Recipe => recipe;

    /// <summary>The points that no training saw.</summary>
    public PointSet HeldOut => data.HeldOut;

    /// <summary>Samples of the model with seed 0, drawn once; a row that failed holds numbers that mean nothing and is listed.</summary>
    /// <param name="ct">Cancels.</param>
    public async Task<SampleResult> SamplesAsync(CancellationToken ct) =>
        _samples ??= await service.SampleAsync(new SampleRequest { Count = samples, Seed = 0, Sampler = sampler }, ct: ct).ConfigureAwait(false);

    /// <summary>The coordinates of the rows that did not fail, row by row.</summary>
    /// <param name="ct">Cancels.</param>
    public async Task<double[]> PointsAsync(CancellationToken ct)
    {
        var result = await SamplesAsync(ct).ConfigureAwait(false);
        var failed = result.FailedRows.Select(row => row.Row).ToHashSet();
        return [.. result.Samples.Chunk(HeldOut.Dimension).Where((_, row) => !failed.Contains(row)).SelectMany(row => row).Select(x => (double)x)];
    }

    /// <summary>
    /// The mean over a law of noise levels of weight(sigma) |D(y + sigma z; sigma) - y|^2 on held-out points: stratified in the level, with the same noise for
    /// every model, so that two models are compared on pairs.
    /// </summary>
    /// <param name="quantile">The noise level below which the law has a probability.</param>
    /// <param name="weight">The weight of a level.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The mean, its standard error over points, and the points.</returns>
    public async Task<(double Mean, double StandardError, int Count)> DenoisingLossAsync(Func<double, double> quantile, Func<double, double> weight, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(quantile);
        ArgumentNullException.ThrowIfNull(weight);
        var count = Math.Min(HeldOut.Count, MostPointsPerLevel);
        var totals = new double[count];
        var noise = new double[count * HeldOut.Dimension];
        for (var k = 0; k < Levels; k++)
        {
            var level = quantile((k + 0.5) / Levels);
            Philox.FillNormal(new NoiseKey(0, (uint)k, NoisePurpose.TrainingNoise, Stage: 3), noise);
            var noisy = Enumerable.Range(0, count).Select(i => Perturbed(HeldOut[i], noise.AsSpan(i * HeldOut.Dimension, HeldOut.Dimension), level)).ToList();
            var denoised = await ServedDenoiser.AtAsync(service, noisy, level, ct).ConfigureAwait(false);
            for (var i = 0; i < count; i++)
            {
                totals[i] += weight(level) * SquaredDistance(denoised[i], HeldOut[i]) / Levels;
            }
        }

        var mean = totals.Average();
        return (mean, Math.Sqrt(totals.Sum(t => (t - mean) * (t - mean)) / (count - 1.0) / count), count);
    }

    private static double[] Perturbed(ReadOnlySpan<double> point, ReadOnlySpan<double> noise, double level)
    {
        var x = point.ToArray();
        for (var i = 0; i < x.Length; i++)
        {
            x[i] += level * noise[i];
        }

        return x;
    }

    private static double SquaredDistance(double[] a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }

        return sum;
    }
}
