using GenPhys.Contracts;
using GenPhys.Inference.Constraints;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Inference.Random;
using GenPhys.Training.Artifacts;

namespace GenPhys.Training.GenNeg;

/// <summary>
/// Draws a labelled set from a model as it is served (Naderiparizi et al. 2024, algorithm 1, lines 7 to 14). Every draw counts towards alpha, also after a
/// class is full. Of each class the first N are kept: draws are independent, so the first are as good a choice as any, and the same whatever the chunks.
/// </summary>
public static class SetBuilder
{
    private const int RowsPerRequest = 16_384;

    /// <summary>Draws until both classes are full; for <see cref="ClassBalance.Imbalanced"/>, 2 N draws as they come.</summary>
    /// <param name="service">The model with the stack so far.</param>
    /// <param name="manifest">Its manifest, for its normalisation.</param>
    /// <param name="constraint">The oracle, asked in double precision and data units.</param>
    /// <param name="recipe">What to draw.</param>
    /// <param name="iteration">Iteration, from 1; names the noise.</param>
    /// <param name="progress">Told after every request.</param>
    /// <param name="ct">Stops.</param>
    /// <returns>The set.</returns>
    /// <exception cref="GenNegException">A class would not fill within the budget of draws.</exception>
    public static async Task<LabelledSet> DrawAsync(
        LocalService service, ModelManifest manifest, Constraint constraint, GenNegRecipe recipe, int iteration, IProgress<SetProgress>? progress, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(service);
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(constraint);
        ArgumentNullException.ThrowIfNull(recipe);
        var dimension = manifest.Dimension();
        var (positives, negatives) = (new List<double>(), new List<double>());
        var wanted = recipe.SamplesPerClass * dimension;
        var (valid, draws) = (0L, 0L);
        for (var request = 0; ; request++)
        {
            var natural = recipe.Balance == ClassBalance.Imbalanced;
            if (natural ? draws >= 2L * recipe.SamplesPerClass : positives.Count >= wanted && negatives.Count >= wanted)
            {
                return new LabelledSet([.. positives], [.. negatives], dimension, valid, draws);
            }

            ThrowIfHopeless(recipe, iteration, valid, draws);
            var rows = natural ? (int)Math.Min(RowsPerRequest, (2L * recipe.SamplesPerClass) - draws) : RowsPerRequest;
            var result = await service.SampleAsync(
                new SampleRequest { Count = rows, Seed = Seed(recipe.Seed, iteration, request), Sampler = recipe.Sampler }, ct: ct).ConfigureAwait(false);
            var failed = result.FailedRows.Select(row => row.Row).ToHashSet();
            var point = new double[dimension];
            for (var row = 0; row < rows; row++)
            {
                if (failed.Contains(row))
                {
                    continue;
                }

                for (var j = 0; j < dimension; j++)
                {
                    point[j] = result.Samples[(row * dimension) + j];
                }

                var inside = constraint.Contains(point);
                draws++;
                valid += inside ? 1 : 0;
                var side = inside ? positives : negatives;
                if (natural || side.Count < wanted)
                {
                    side.AddRange(point.Select((x, j) => manifest.Normalisation is { } n ? (x - n.Mean[j]) / n.Scale[j] : x));
                }
            }

            progress?.Report(new SetProgress(positives.Count / dimension, negatives.Count / dimension, valid, draws));
        }
    }

    private static void ThrowIfHopeless(GenNegRecipe recipe, int iteration, long valid, long draws)
    {
        // After a first look, the rarer class tells how many draws there will have to be; a class never seen counts as one in so many.
        var rarer = Math.Max(1, Math.Min(valid, draws - valid));
        var expected = draws < RowsPerRequest ? 0 : (double)recipe.SamplesPerClass / rarer * draws;
        if (recipe.Balance != ClassBalance.Imbalanced && (expected > recipe.MaxDraws || draws >= recipe.MaxDraws))
        {
            throw new GenNegException(
                $"iteration {iteration}: {draws} draws gave {valid} valid and {draws - valid} invalid samples, so {recipe.SamplesPerClass} of each would take about "
                + $"{expected:0} draws, more than maxDraws ({recipe.MaxDraws}); ask for fewer samplesPerClass or fewer iterations");
        }
    }

    private static long Seed(long seed, int iteration, int request)
    {
        Span<double> uniform = stackalloc double[1];
        Philox.FillUniform(new NoiseKey((ulong)seed, (uint)request, NoisePurpose.Data, Step: (uint)iteration, Stage: 3), uniform);
        return (long)(uniform[0] * (1L << 53));
    }
}

/// <summary>How far a set is.</summary>
/// <param name="Positives">Valid samples kept.</param>
/// <param name="Negatives">Invalid samples kept.</param>
/// <param name="ValidDraws">Valid draws in all.</param>
/// <param name="Draws">Draws in all.</param>
public sealed record SetProgress(int Positives, int Negatives, long ValidDraws, long Draws);

/// <summary>A stage of Gen-neG that cannot go on; the message says what would.</summary>
/// <param name="message">What is wrong.</param>
public sealed class GenNegException(string message) : Exception(message);
