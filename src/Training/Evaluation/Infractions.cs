using GenPhys.Contracts;
using GenPhys.Training.Artifacts;

namespace GenPhys.Training.Evaluation;

/// <summary>The infraction rate: the part of a model's samples outside the allowed set.</summary>
public static class Infractions
{
    /// <summary>Samples a model with seed 0 and asks the oracle about every row; a row that failed counts as outside.</summary>
    /// <param name="service">The model.</param>
    /// <param name="sampler">The sampler; null for the model's default.</param>
    /// <param name="samples">Number of rows, at least 1.</param>
    /// <param name="allowed">The oracle, boundary included.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The rate, 0 to 1.</returns>
    public static async Task<double> RateAsync(
        LocalService service, SamplerSpec? sampler, int samples, Func<ReadOnlySpan<double>, bool> allowed, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(service);
        ArgumentNullException.ThrowIfNull(allowed);
        var request = new SampleRequest { Count = samples, Seed = 0, Sampler = sampler };
        var result = await service.SampleAsync(request, ct: ct).ConfigureAwait(false);
        return (double)CountOutside(result, allowed) / samples;
    }

    /// <summary>Rows outside the allowed set, those that failed among them.</summary>
    internal static int CountOutside(SampleResult result, Func<ReadOnlySpan<double>, bool> allowed)
    {
        var failed = result.FailedRows.Select(f => f.Row).ToHashSet();
        var columns = result.Samples.Length / result.Shape[0];
        var point = new double[columns];
        var outside = 0;
        for (var row = 0; row < result.Shape[0]; row++)
        {
            for (var i = 0; i < columns; i++)
            {
                point[i] = result.Samples[(row * columns) + i];
            }

            outside += failed.Contains(row) || !allowed(point) ? 1 : 0;
        }

        return outside;
    }
}
