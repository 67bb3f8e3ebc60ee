using GenPhys.Inference.Constraints;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Inference.Models.SafeTensors;
using GenPhys.Inference.Random;
using GenPhys.Training.Artifacts;

namespace GenPhys.Training.GenNeg;

/// <summary>
/// Draws a labelled set from a model (Naderiparizi et al. 2024, algorithm 1, lines 7 to 14). Every draw counts towards alpha, also after a class is full. Of each
/// class the first N are kept: draws are independent, so the first are as good a choice as any, and the same whatever the chunks.
/// </summary>
public static class SetBuilder
{
    internal const int RowsPerRequest = 16_384;

    /// <summary>
    /// Draws until both classes are full; for <see cref="ClassBalance.Imbalanced"/>, 2 N draws as they come, and for <see cref="SetGeneration.Sis"/> as many paths
    /// as the recipe says, all of which are kept.
    /// </summary>
    /// <param name="service">The model with the stack so far.</param>
    /// <param name="manifest">Its manifest, for its normalisation.</param>
    /// <param name="constraint">The oracle, asked in double precision and data units.</param>
    /// <param name="recipe">What to draw.</param>
    /// <param name="iteration">Iteration, from 1; names the noise.</param>
    /// <param name="progress">Told after every request.</param>
    /// <param name="ct">Stops.</param>
    /// <param name="partFile">Where to keep what is there after every request, to go on from; nowhere where null.</param>
    /// <returns>The set.</returns>
    /// <exception cref="GenNegException">A class would not fill within the budget of draws, or is empty.</exception>
    public static async Task<LabelledSet> DrawAsync(
        LocalService service,
        ModelManifest manifest,
        Constraint constraint,
        GenNegRecipe recipe,
        int iteration,
        IProgress<SetProgress>? progress,
        CancellationToken ct,
        string? partFile = null)
    {
        ArgumentNullException.ThrowIfNull(service);
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(constraint);
        ArgumentNullException.ThrowIfNull(recipe);
        var weighted = recipe.Generation == SetGeneration.Sis;
        var agents = recipe.Head == ClassifierHead.Agent ? manifest.Shape[0] : 0;
        IDrawSource source = weighted ? new ProposedDraws(service, recipe, iteration) : new SampledDraws(service, recipe, iteration);
        var set = new SetInProgress(manifest.Dimension(), agents, weighted);
        if (partFile is not null && File.Exists(partFile))
        {
            set.Restore(SafeTensorsFile.Parse(await File.ReadAllBytesAsync(partFile, ct).ConfigureAwait(false)));
        }

        // Whatever the class, a natural set keeps all of its draws.
        var natural = weighted || recipe.Balance == ClassBalance.Imbalanced;
        var most = weighted ? recipe.Paths ?? 2L * recipe.SamplesPerClass : 2L * recipe.SamplesPerClass;
        while (natural ? set.Draws < most : set.PositiveCount < recipe.SamplesPerClass || set.NegativeCount < recipe.SamplesPerClass)
        {
            if (!natural)
            {
                ThrowIfHopeless(recipe, iteration, set);
            }

            var rows = natural ? (int)Math.Min(RowsPerRequest, most - set.Draws) : RowsPerRequest;
            Label(await source.DrawAsync(set.Requests, rows, ct).ConfigureAwait(false), rows);
            set.EndRequest();
            if (partFile is not null)
            {
                DurableFile.Write(partFile, set.ToFile().ToArray());
            }

            progress?.Report(new SetProgress(set.PositiveCount, set.NegativeCount, set.Valid, set.Draws));
        }

        return set.PositiveCount > 0 && set.NegativeCount > 0
            ? set.Finish()
            : throw new GenNegException($"iteration {iteration}: of {set.Draws} draws {set.Valid} are valid, so that there is nothing to tell apart; draw more");

        void Label(Drawn drawn, int rows)
        {
            var dimension = manifest.Dimension();
            var verdicts = new bool[agents];
            for (var row = 0; row < rows; row++)
            {
                if (drawn.Failed.Contains(row))
                {
                    continue;
                }

                var point = drawn.Points.AsSpan(row * dimension, dimension);
                var valid = constraint.Contains(point);
                verdicts.AsSpan().Fill(true);
                constraint.Exclude(point, verdicts);
                var keep = natural || (valid ? set.PositiveCount : set.NegativeCount) < recipe.SamplesPerClass;
                if (manifest.Normalisation is { } n)
                {
                    for (var j = 0; j < dimension; j++)
                    {
                        point[j] = (point[j] - n.Mean[j]) / n.Scale[j];
                    }
                }

                set.Add(point, valid, keep, drawn.LogWeights?[row] ?? 0, verdicts);
            }
        }
    }

    /// <summary>Says no where the rarer class would take more draws than there may be, before any is made.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="iteration">Iteration, from 1.</param>
    /// <param name="infractionRate">The share of invalid samples as it was last measured.</param>
    /// <exception cref="GenNegException">N / min(alpha, 1 - alpha) is above the budget.</exception>
    internal static void ThrowIfTooMany(GenNegRecipe recipe, int iteration, double infractionRate)
    {
        var rarer = Math.Max(Math.Min(infractionRate, 1 - infractionRate), 1.0 / recipe.EvaluationSamples);
        if (recipe.Generation == SetGeneration.Sampling && recipe.Balance != ClassBalance.Imbalanced && recipe.SamplesPerClass / rarer > recipe.MaxDraws)
        {
            throw TooMany(recipe, iteration, $"{infractionRate:P3} of the samples are invalid", recipe.SamplesPerClass / rarer);
        }
    }

    internal static long Seed(long seed, int iteration, int request)
    {
        Span<double> uniform = stackalloc double[1];
        Philox.FillUniform(new NoiseKey((ulong)seed, (uint)request, NoisePurpose.Data, Step: (uint)iteration, Stage: 3), uniform);
        return (long)(uniform[0] * (1L << 53));
    }

    private static void ThrowIfHopeless(GenNegRecipe recipe, int iteration, SetInProgress set)
    {
        // After a first look, the rarer class tells how many draws there will have to be; a class never seen counts as one in so many.
        var rarer = Math.Max(1, Math.Min(set.Valid, set.Draws - set.Valid));
        var expected = set.Draws < RowsPerRequest ? 0 : (double)recipe.SamplesPerClass / rarer * set.Draws;
        if (expected > recipe.MaxDraws || set.Draws >= recipe.MaxDraws)
        {
            throw TooMany(recipe, iteration, $"{set.Draws} draws gave {set.Valid} valid and {set.Draws - set.Valid} invalid samples", expected);
        }
    }

    private static GenNegException TooMany(GenNegRecipe recipe, int iteration, string seen, double expected) => new(
        $"iteration {iteration}: {seen}, so {recipe.SamplesPerClass} of each would take about {expected:0} draws, more than maxDraws ({recipe.MaxDraws}); "
        + "ask for fewer samplesPerClass or fewer iterations, or draw by generation sis");
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
