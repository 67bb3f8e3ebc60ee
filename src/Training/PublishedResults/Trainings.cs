using GenPhys.Training.Artifacts;
using GenPhys.Training.LowDensity;
using GenPhys.Training.Potentials;
using GenPhys.Training.Recipes;

namespace GenPhys.Training.PublishedResults;

/// <summary>Trains what a reproduction needs into a repository of its own.</summary>
internal static class Trainings
{
    /// <summary>Trains the potential of a shipped recipe.</summary>
    /// <param name="context">Where to work.</param>
    /// <param name="recipe">The recipe's file name.</param>
    /// <param name="models">The repository that it is in.</param>
    /// <returns>The artifact's folder.</returns>
    public static string Train(this ReproductionContext context, string recipe, out string models)
    {
        models = Path.Combine(context.Folder, "models");
        var read = RecipeFile.ReadPotential(Path.Combine(context.Recipes, recipe));
        using var run = new PotentialRun(read, models, Path.Combine(context.Folder, read.Name), fresh: false, context.Recipes);
        return run.Run(models, replace: true, new Watcher(context), context.Stop) ?? throw new OperationCanceledException(context.Stop);
    }

    /// <summary>Trains the model of a shipped recipe.</summary>
    /// <param name="context">Where to work.</param>
    /// <param name="recipe">The recipe's file name.</param>
    /// <param name="models">The repository that it goes to.</param>
    public static async Task TrainModelAsync(this ReproductionContext context, string recipe, string models)
    {
        var read = RecipeFile.Read(Path.Combine(context.Recipes, recipe));
        using var run = new TrainingRun(read, read.Data.Load(context.Recipes), Path.Combine(context.Folder, read.Name), RunStart.Resume);
        if (!run.Train(context.Observer, context.Stop))
        {
            throw new OperationCanceledException(context.Stop);
        }

        await ModelPublisher.PublishAsync(run, models, replace: true, context.Stop).ConfigureAwait(false);
    }

    /// <summary>Trains the parts for low-density guidance of a recipe.</summary>
    /// <param name="context">Where to work.</param>
    /// <param name="recipe">The recipe.</param>
    /// <param name="models">The repository of its base model and of the result.</param>
    /// <returns>The artifact's folder.</returns>
    public static async Task<string> TrainLowDensityAsync(this ReproductionContext context, LowDensityRecipe recipe, string models)
    {
        using var run = new LowDensityRun(recipe, models, Path.Combine(context.Folder, recipe.Name), fresh: false, context.Recipes);
        return await run.RunAsync(models, replace: true, new Watcher(context), context.Stop).ConfigureAwait(false) is var (folder, _)
            ? folder
            : throw new OperationCanceledException(context.Stop);
    }

    private sealed class Watcher(ReproductionContext context) : IStageObserver
    {
        public T Training<T>(string stage, int steps, Func<ITrainingObserver, T> work)
        {
            context.Say($"training: {stage}");
            return work(context.Observer);
        }

        public void Said(string message) => context.Say(message);
    }
}
