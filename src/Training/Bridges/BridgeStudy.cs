using GenPhys.Contracts;
using GenPhys.Training.Artifacts;
using GenPhys.Training.Logs;
using GenPhys.Training.PublishedResults;
using GenPhys.Training.Recipes;

namespace GenPhys.Training.Bridges;

/// <summary>Trains the same recipe with each use of its bridge, and without it, and samples what comes of it.</summary>
/// <param name="context">Where to work, and whom to tell.</param>
internal sealed class BridgeStudy(ReproductionContext context)
{
    private string Repository => Path.Combine(context.Folder, "models");

    /// <summary>Trains and publishes one model; a run that is at hand is gone on from.</summary>
    public async Task<StudiedModel> TrainAsync(Recipe recipe)
    {
        RecipeFile.Check(recipe);
        context.Say($"training {recipe.Name}");
        var folder = Path.Combine(context.Folder, "runs", recipe.Name);
        using var run = new TrainingRun(recipe, recipe.Data.Load(context.Recipes), folder, RunStart.Resume, initial: BridgeStart.Find(recipe, Repository));
        if (!run.Train(context.Observer, context.Stop))
        {
            throw new OperationCanceledException(context.Stop);
        }

        await ModelPublisher.PublishAsync(run, Repository, replace: true, context.Stop).ConfigureAwait(false);
        return new StudiedModel(recipe.Name, [.. TrainingLog.Read(folder).OfType<Evaluated>().Select(e => (e.Step, e.Result.HeldOutLoss ?? double.NaN))]);
    }

    /// <summary>The validation losses of models at a few steps on the way, as rows of a table.</summary>
    public static IEnumerable<ReproductionRow> Curves(params StudiedModel[] models) =>
        from model in models
        from part in (double[])[0.1, 0.2, 0.5, 1]
        let point = model.Curve[Math.Max(0, (int)Math.Round(part * model.Curve.Count) - 1)]
        select new ReproductionRow($"validation loss of {model.Name} after {point.Step} steps", null, point.Loss);

    /// <summary>Samples a published model with seed 0; a row that failed is not a number.</summary>
    public async Task<double[][]> SampleAsync(StudiedModel model, SamplerSpec sampler, int count, GuidanceSpec? guidance = null)
    {
        var service = await LocalService.OpenAsync(Repository, model.Name, context.Stop).ConfigureAwait(false);
        await using (service.ConfigureAwait(false))
        {
            var request = new SampleRequest { Count = count, Seed = 0, Sampler = sampler, Guidance = guidance is null ? null : [guidance] };
            var result = await service.SampleAsync(request, ct: context.Stop).ConfigureAwait(false);
            double[][] rows = [.. result.Samples.Chunk(result.Samples.Length / count).Select(row => Array.ConvertAll(row, x => (double)x))];
            foreach (var failure in result.FailedRows)
            {
                Array.Fill(rows[failure.Row], double.NaN);
            }

            return rows;
        }
    }
}

/// <summary>A model of a study.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Curve">Held-out loss by step.</param>
internal sealed record StudiedModel(string Name, IReadOnlyList<(int Step, double Loss)> Curve)
{
    /// <summary>Held-out loss at the end.</summary>
    public double FinalLoss => Curve[^1].Loss;

    /// <summary>Held-out loss at an evaluated step.</summary>
    public double LossAt(int step) => Curve.First(point => point.Step == step).Loss;

    /// <summary>The first evaluated step at which the held-out loss is no more than so much; infinite where it never is.</summary>
    public double StepsTo(double loss) => Curve.Where(point => point.Loss <= loss).Select(point => (double)point.Step).DefaultIfEmpty(double.PositiveInfinity).First();
}
