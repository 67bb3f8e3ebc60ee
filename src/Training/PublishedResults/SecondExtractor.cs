using GenPhys.Inference.Networks;
using GenPhys.Training.Artifacts;
using GenPhys.Training.LowDensity;
using GenPhys.Training.Recipes;

namespace GenPhys.Training.PublishedResults;

/// <summary>The conclusions of low-density guidance with an extractor that was trained on its own, as guide and as judge.</summary>
public sealed class SecondExtractor : Reproduction
{
    /// <inheritdoc/>
    public override string Id => "H12";

    /// <inheritdoc/>
    public override string Claim => "What low-density guidance does, does not depend on the extractor that guides or judges.";

    /// <inheritdoc/>
    public override string Source => "Sehwag, Hazirbas, Gordo, Ozgenel & Canton Ferrer 2022, comparison of two feature extractors";

    /// <inheritdoc/>
    public override double Minutes => 6;

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<ReproductionRow>> RunAsync(ReproductionContext context)
    {
        var models = Path.Combine(context.Folder, "models");
        await context.TrainModelAsync("long-tail-classes.json", models).ConfigureAwait(false);
        var recipe = RecipeFile.ReadLowDensity(Path.Combine(context.Recipes, "low-density-classes.json"));
        await context.TrainLowDensityAsync(recipe, models).ConfigureAwait(false);
        var second = recipe with
        {
            Name = "second-extractor", Seed = recipe.Seed + 76, Features = 5, Network = new ResidualMlpArchitecture { Hidden = 48, Blocks = 1, Embedding = 8, EmbeddingScale = 4 },
        };
        var folder = await context.TrainLowDensityAsync(second, models).ConfigureAwait(false);
        var data = recipe.Data.Load(context.Recipes);
        using var judge = FeatureHardness.Load(folder);
        var rarity = new Rarity(data.Training, recipe.Data.ClassCount);
        return
        [
            .. await RowsAsync(recipe, "first guides, second judges", 0.75, judge.Of).ConfigureAwait(false),
            .. await RowsAsync(second, "second guides", 0.8, (points, labels) => rarity.Hardness(points, labels)).ConfigureAwait(false),
        ];

        async Task<IEnumerable<ReproductionRow>> RowsAsync(LowDensityRecipe guide, string name, double alpha, Func<double[], IReadOnlyList<int>, double[]> hardness)
        {
            var service = await LocalService.OpenAsync(models, guide.Name, context.Stop).ConfigureAwait(false);
            await using (service.ConfigureAwait(false))
            {
                var rows = await LongTailEnrichment.RowsAsync(service, guide, data, hardness, context, alpha).ConfigureAwait(false);
                return rows.Select(row => row with { Quantity = $"{name}: {row.Quantity}" });
            }
        }
    }
}
