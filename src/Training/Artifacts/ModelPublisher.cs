using GenPhys.Contracts;
using GenPhys.Training.Datasets;
using GenPhys.Training.Evaluation;
using GenPhys.Training.Recipes;

namespace GenPhys.Training.Artifacts;

/// <summary>Measures the model of a finished run and puts it into a repository, whole or not at all.</summary>
public static class ModelPublisher
{
    /// <summary>Publishes the averaged weights of a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="repository">The repository's folder; made when missing.</param>
    /// <param name="replace">Takes the place of the newest version instead of becoming the next one.</param>
    /// <param name="ct">Gives up; nothing is published then.</param>
    /// <returns>The artifact's folder, and what was measured.</returns>
    public static async Task<(string Folder, IReadOnlyDictionary<string, double> Metrics)> PublishAsync(
        ITrainingRun run, string repository, bool replace, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(run);
        var metrics = await MeasureAsync(run, ct).ConfigureAwait(false);
        ct.ThrowIfCancellationRequested();
        var folder = Publication.Publish(repository, run.Recipe.Name, replace, part => run.Write(part, metrics));
        return (folder, metrics);
    }

    /// <summary>Makes sure, before the first step, that the finished model will fit into its repository.</summary>
    /// <param name="run">The run.</param>
    /// <param name="repository">The repository's folder.</param>
    /// <exception cref="RecipeException">It cannot be written to, or its disk has no room.</exception>
    public static void RequireRoom(ITrainingRun run, string repository)
    {
        ArgumentNullException.ThrowIfNull(run);
        Publication.RequireRoom(repository, run.Recipe.Name, run.ArtifactBytes);
    }

    /// <summary>Writes the run's present model beside its checkpoints and loads it as a service would.</summary>
    internal static Task<LocalService> StageAsync(ITrainingRun run, CancellationToken ct)
    {
        var stage = Path.Combine(run.Folder, "stage");
        run.Write(Path.Combine(stage, run.Recipe.Name, "1"), metrics: null);
        return LocalService.OpenAsync(stage, run.Recipe.Name, ct);
    }

    private static async Task<IReadOnlyDictionary<string, double>> MeasureAsync(ITrainingRun run, CancellationToken ct)
    {
        var metrics = new SortedDictionary<string, double>(StringComparer.Ordinal);
        if (run.LastEvaluation?.HeldOutLoss is { } loss)
        {
            metrics["heldOutLoss"] = loss;
        }

        await run.MeasureAsync(metrics, token => StageAsync(run, token), ct).ConfigureAwait(false);
        EvaluationOptions options = run.Recipe.Evaluation;
        var allowed = options.Final.Count > 0 ? run.Recipe.Data.Oracle() : null;
        if (allowed is null && options.Distances.Count == 0)
        {
            return metrics;
        }

        var service = await StageAsync(run, ct).ConfigureAwait(false);
        await using (service.ConfigureAwait(false))
        {
            if (allowed is not null)
            {
                metrics["infractionSamples"] = options.FinalSamples;
                foreach (var (name, sampler) in options.Final)
                {
                    metrics[name] = await Infractions.RateAsync(service, sampler, options.FinalSamples, allowed, ct).ConfigureAwait(false);
                }
            }

            foreach (var (name, sampler) in options.Distances)
            {
                metrics[name] = await DistanceAsync(service, sampler, run.Data.HeldOut, ct).ConfigureAwait(false);
            }
        }

        return metrics;
    }

    private static async Task<double> DistanceAsync(LocalService service, SamplerSpec sampler, PointSet heldOut, CancellationToken ct)
    {
        var result = await service.SampleAsync(new SampleRequest { Count = heldOut.Count, Seed = 0, Sampler = sampler }, ct: ct).ConfigureAwait(false);
        return SlicedWasserstein.Distance(Array.ConvertAll(result.Samples, x => (double)x), heldOut.Values, heldOut.Dimension);
    }
}
