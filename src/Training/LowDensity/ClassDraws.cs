using GenPhys.Contracts;
using GenPhys.Training.Artifacts;

namespace GenPhys.Training.LowDensity;

/// <summary>Samples of a model by class, as many of each: paired requests, since the same seed gives every setting the same noise.</summary>
/// <param name="Points">Samples in data units, <c>[rows, dim]</c>.</param>
/// <param name="Labels">The class that each was drawn for, <c>[rows]</c>.</param>
/// <param name="Dimension">Coordinates.</param>
public sealed record ClassDraws(double[] Points, int[] Labels, int Dimension)
{
    /// <summary>One sample.</summary>
    /// <param name="row">Its row.</param>
    public ReadOnlySpan<double> this[int row] => Points.AsSpan(row * Dimension, Dimension);

    /// <summary>Draws samples.</summary>
    /// <param name="service">The model.</param>
    /// <param name="sampler">The sampler; the model's own where null.</param>
    /// <param name="classes">Classes.</param>
    /// <param name="count">Samples, cut to a multiple of the classes.</param>
    /// <param name="seed">Seed of the first class; the next ones follow.</param>
    /// <param name="conditioned">Whether the model takes the class as its condition.</param>
    /// <param name="setting">Guidance; none where null.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The samples; rows that failed are left out.</returns>
    public static async Task<ClassDraws> FromAsync(
        LocalService service, SamplerSpec? sampler, int classes, int count, long seed, bool conditioned, LowDensitySetting? setting = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(service);
        var (points, labels, dimension) = (new List<double>(), new List<int>(), 0);
        for (var label = 0; label < classes; label++)
        {
            var request = new SampleRequest
            {
                Count = count / classes,
                Seed = seed + label,
                Sampler = sampler,
                Condition = conditioned ? new ConditionSpec { Label = label } : null,
                Guidance = setting is null || setting is { Alpha: 0, Beta: 0 }
                    ? null
                    : [new LowDensityGuidance { Label = label, Alpha = setting.Alpha, Beta = setting.Beta, Objective = setting.Objective }],
            };
            var result = await service.SampleAsync(request, ct: ct).ConfigureAwait(false);
            dimension = result.Samples.Length / result.Shape[0];
            var failed = result.FailedRows.Select(row => row.Row).ToHashSet();
            foreach (var row in Enumerable.Range(0, result.Shape[0]).Where(row => !failed.Contains(row)))
            {
                points.AddRange(result.Samples[(row * dimension)..((row + 1) * dimension)].Select(x => (double)x));
                labels.Add(label);
            }
        }

        return new ClassDraws([.. points], [.. labels], dimension);
    }
}
