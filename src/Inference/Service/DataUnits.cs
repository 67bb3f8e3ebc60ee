using GenPhys.Contracts;
using GenPhys.Contracts.Validation;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Inference.Models.Repository;

namespace GenPhys.Inference.Service;

/// <summary>Between the engine's float64 states in normalised units and what callers send and get: data units, and float32 on the way out.</summary>
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

    /// <summary>Points in data units as states at the lowest level.</summary>
    /// <param name="points">Points, <c>[rows][dim]</c>.</param>
    /// <param name="manifest">The model's manifest.</param>
    /// <param name="at">Where they stand in the request.</param>
    /// <returns>States, <c>[rows, dim]</c>.</returns>
    /// <exception cref="GenPhysException"><see cref="ErrorCode.ShapeMismatch"/>.</exception>
    public static double[] Normalise(IReadOnlyList<double[]> points, ModelManifest manifest, JsonPointer at)
    {
        RequireShape(points, manifest, at);
        return [.. points.SelectMany(point => Normalise(point, manifest))];
    }

    /// <summary>A point in data units as a state at the lowest level.</summary>
    /// <param name="point">Point, <c>[dim]</c>.</param>
    /// <param name="manifest">The model's manifest.</param>
    /// <param name="at">Where it stands in the request.</param>
    /// <returns>State, <c>[dim]</c>.</returns>
    /// <exception cref="GenPhysException"><see cref="ErrorCode.ShapeMismatch"/>.</exception>
    public static double[] Normalise(double[] point, ModelManifest manifest, JsonPointer at)
    {
        RequireShape(point, manifest, at);
        return Normalise(point, manifest);
    }

    /// <summary>Refuses rows that are not of the model's dimension; all rows have one length.</summary>
    /// <exception cref="GenPhysException"><see cref="ErrorCode.ShapeMismatch"/>.</exception>
    public static void RequireShape(IReadOnlyList<double[]> rows, ModelManifest manifest, JsonPointer at) => RequireShape(rows[0], manifest, at[0]);

    /// <summary>Refuses a row that is not of the model's dimension.</summary>
    /// <exception cref="GenPhysException"><see cref="ErrorCode.ShapeMismatch"/>.</exception>
    public static void RequireShape(double[] row, ModelManifest manifest, JsonPointer at)
    {
        if (row.Length != manifest.Dimension())
        {
            throw new GenPhysException(
                ErrorCode.ShapeMismatch,
                $"{manifest.Name} takes rows of {manifest.Dimension()} numbers, and this one has {row.Length}.",
                at.ToString());
        }
    }

    /// <summary>States at the prior's level as latents in the process's own units, rounded to float32 once; null for a failed row.</summary>
    /// <param name="states">States, <c>[rows, dim]</c>.</param>
    /// <param name="model">The model.</param>
    /// <param name="failures">Failed rows; those that float32 cannot hold join them.</param>
    /// <returns>Latents, <c>[rows][dim]</c>.</returns>
    public static float[]?[] Latents(double[] states, LoadedModel model, List<FailedRow> failures)
    {
        var scale = model.Process.LatentScale;
        return Rows(Array.ConvertAll(states, x => (float)(scale * x)), failures, model.EngineModel.Dimension);
    }

    /// <summary>Cuts rows; null for a failed row.</summary>
    /// <param name="values">Values, <c>[rows, dim]</c>.</param>
    /// <param name="failures">Failed rows; those that hold no finite numbers join them.</param>
    /// <param name="dimension">Coordinates.</param>
    /// <returns>Rows, <c>[rows][dim]</c>.</returns>
    public static float[]?[] Rows(float[] values, List<FailedRow> failures, int dimension)
    {
        var failed = failures.Select(f => f.Row).ToHashSet();
        var rows = new float[]?[values.Length / dimension];
        for (var row = 0; row < rows.Length; row++)
        {
            var cut = values.AsSpan(row * dimension, dimension);
            if (failed.Contains(row))
            {
                continue;
            }

            if (cut.ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
            {
                failures.Add(new FailedRow(row, 0, 0, "The latent is too large for a 32-bit number."));
            }
            else
            {
                rows[row] = cut.ToArray();
            }
        }

        return rows;
    }

    /// <summary>Euclidean distance of two states of a row, in data units.</summary>
    public static double Distance(double[] a, double[] b, int row, ModelManifest manifest)
    {
        var dimension = manifest.Dimension();
        var sum = 0.0;
        for (var j = 0; j < dimension; j++)
        {
            var difference = (manifest.Normalisation?.Scale[j] ?? 1) * (a[(row * dimension) + j] - b[(row * dimension) + j]);
            sum += difference * difference;
        }

        return Math.Sqrt(sum);
    }

    private static double[] Normalise(double[] point, ModelManifest manifest) => manifest.Normalisation is { } n
        ? [.. point.Select((x, j) => (x - n.Mean[j]) / n.Scale[j])]
        : [.. point];
}
