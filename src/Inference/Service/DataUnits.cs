using GenPhys.Contracts;
using GenPhys.Inference.Models.Manifest;

namespace GenPhys.Inference.Service;

/// <summary>From the engine's float64 states in normalised units to float32 samples in data units.</summary>
internal static class DataUnits
{
    /// <summary>
    /// Undoes the normalisation and rounds to float32 once, so that every door answers with the same bits. A failed row is
    /// zero; a row whose numbers float32 cannot hold joins the failed ones.
    /// </summary>
    /// <param name="states">States, <c>[rows, dim]</c>; failed rows are zero.</param>
    /// <param name="manifest">The model's manifest.</param>
    /// <param name="failures">Failed rows in order; more may be added.</param>
    /// <returns>Samples, <c>[rows, dim]</c>.</returns>
    public static float[] Round(double[] states, ModelManifest manifest, List<FailedRow> failures)
    {
        var samples = new float[states.Length];
        var normalisation = manifest.Normalisation;
        var dimension = manifest.Dimension();
        var failed = failures.Select(f => f.Row).ToHashSet();
        for (var row = 0; row * dimension < states.Length; row++)
        {
            if (failed.Contains(row))
            {
                continue;
            }

            var sample = samples.AsSpan(row * dimension, dimension);
            for (var j = 0; j < dimension; j++)
            {
                var state = states[(row * dimension) + j];
                sample[j] = (float)(normalisation is null ? state : normalisation.Mean[j] + (normalisation.Scale[j] * state));
            }

            if (sample.ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
            {
                sample.Clear();
                failures.Add(new FailedRow(row, 0, 0, "The sample is too large for a 32-bit number."));
            }
        }

        failures.Sort((a, b) => a.Row.CompareTo(b.Row));
        return samples;
    }
}
