using GenPhys.Training.Artifacts;
using GenPhys.Training.PublishedResults;
using GenPhys.Training.Recipes;

namespace GenPhys.Training.Disco.Reproductions;

/// <summary>
/// The trainings that the claims on the toy share: the model with codes at several seeds, and the same network without them. They live beside the folders of the single claims, so that
/// one training serves all of them.
/// </summary>
internal sealed class DiscoStudy(ReproductionContext context)
{
    public const string Source = "Xu, Corso, Jaakkola, Vahdat & Kreis 2024, \"DisCo-Diff\", toy of eight modes";

    private const string RecipeName = "eight-modes-disco";

    /// <summary>The recipe of the model that ships.</summary>
    public Recipe Recipe { get; } = RecipeFile.Read(Path.Combine(context.Recipes, RecipeName + ".json"));

    /// <summary>Trains the model with codes.</summary>
    /// <param name="seed">Seed in place of the recipe's.</param>
    /// <returns>The artifact's folder, and what was measured.</returns>
    public async Task<(string Folder, IReadOnlyDictionary<string, double> Metrics)> CodedAsync(long seed)
    {
        var recipe = Recipe with { Name = $"{RecipeName}-{seed}", Seed = seed };
        context.Say($"{recipe.Name}: {recipe.Steps} steps");
        using var run = new DiscoRun(recipe, recipe.Data.Load(context.Recipes), Place(recipe.Name), RunStart.Resume);
        run.Train(context.Observer, context.Stop);
        context.Stop.ThrowIfCancellationRequested();
        return await ModelPublisher.PublishAsync(run, Place("models"), replace: true, context.Stop).ConfigureAwait(false);
    }

    /// <summary>Trains the same network without codes.</summary>
    /// <returns>The artifact's folder.</returns>
    public async Task<string> PlainAsync()
    {
        var recipe = Recipe with { Name = "eight-modes-plain", Codes = null };
        context.Say($"{recipe.Name}: {recipe.Steps} steps");
        using var run = new TrainingRun(recipe, recipe.Data.Load(context.Recipes), Place(recipe.Name), RunStart.Resume);
        run.Train(context.Observer, context.Stop);
        context.Stop.ThrowIfCancellationRequested();
        return (await ModelPublisher.PublishAsync(run, Place("models"), replace: true, context.Stop).ConfigureAwait(false)).Folder;
    }

    /// <summary>What is told of both flows.</summary>
    /// <param name="at">Noise levels at which states are wanted.</param>
    /// <returns>The models, which the caller disposes of, and their figures.</returns>
    public async Task<(LoadedDisco Coded, LoadedDisco Plain, FlowFigures OfCoded, FlowFigures OfPlain)> FlowsAsync(params double[] at)
    {
        const int rows = 2000;
        var (coded, plain) = (LoadedDisco.Open((await CodedAsync(Recipe.Seed).ConfigureAwait(false)).Folder), LoadedDisco.Open(await PlainAsync().ConfigureAwait(false)));
        return (coded, plain, new FlowFigures(coded.Field, 80, at, coded.Draw(rows), rows), new FlowFigures(plain.Field, 80, at, null, rows));
    }

    private string Place(string name) => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(context.Folder))!, RecipeName, name);
}
