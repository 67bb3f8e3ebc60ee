using GenPhys.Contracts;
using GenPhys.Training.Artifacts;
using GenPhys.Training.Evaluation;
using GenPhys.Training.Recipes;

namespace GenPhys.Training.PublishedResults;

/// <summary>Trains a recipe for a reproduction, and measures what came out through the service.</summary>
internal static class Trained
{
    /// <summary>Trains a recipe in a folder of its own; a run that finds its checkpoints there goes on from them.</summary>
    /// <param name="context">Where to work, and whom to tell.</param>
    /// <param name="recipe">The recipe; its name is that of the folder.</param>
    /// <returns>The finished run, to be disposed of.</returns>
    /// <exception cref="OperationCanceledException">It was stopped; its checkpoint is on disk.</exception>
    public static TrainingRun Train(ReproductionContext context, Recipe recipe)
    {
        RecipeFile.Check(recipe);
        var run = new TrainingRun(recipe, recipe.Data.Load(context.Folder), Path.Combine(context.Folder, recipe.Name), RunStart.Resume);
        try
        {
            if (!run.Train(context.Observer, context.Stop))
            {
                throw new OperationCanceledException(context.Stop);
            }

            return run;
        }
        catch
        {
            run.Dispose();
            throw;
        }
    }

    /// <summary>The sliced Wasserstein-1 distance of samples to the held-out points, as many samples as points.</summary>
    /// <param name="run">A finished run.</param>
    /// <param name="samplers">The samplers.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>One distance per sampler.</returns>
    public static async Task<double[]> DistancesAsync(TrainingRun run, IReadOnlyList<SamplerSpec> samplers, CancellationToken ct)
    {
        var heldOut = run.Data.HeldOut;
        var service = await ModelPublisher.StageAsync(run, ct).ConfigureAwait(false);
        await using (service.ConfigureAwait(false))
        {
            var distances = new double[samplers.Count];
            for (var i = 0; i < samplers.Count; i++)
            {
                var result = await service.SampleAsync(new SampleRequest { Count = heldOut.Count, Seed = 0, Sampler = samplers[i] }, ct: ct).ConfigureAwait(false);
                distances[i] = SlicedWasserstein.Distance(Array.ConvertAll(result.Samples, x => (double)x), heldOut.Values, heldOut.Dimension);
            }

            return distances;
        }
    }
}
