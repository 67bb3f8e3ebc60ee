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
    public override string Deviations =>
        "The second extractor is larger than the first (two blocks of 96 units and 8 features against one of 64 and 6). Extractors of the first one's size or smaller, trained from other seeds, "
        + "enrich the ring as much (3.4 times) and leave a discrepancy there of 2.2 to 2.4 times that without guidance.";

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
            Name = "second-extractor", Seed = recipe.Seed + 76, Features = 8, Network = new ResidualMlpArchitecture { Hidden = 96, Blocks = 2, Embedding = 16, EmbeddingScale = 4 },
        };
        var folder = await context.TrainLowDensityAsync(second, models).ConfigureAwait(false);
        var data = recipe.Data.Load(context.Recipes);
        using var judge = FeatureHardness.Load(folder);
        var rarity = new Rarity(data.Training, recipe.Data.ClassCount);
        return
        [
            .. await RowsAsync(recipe, "first guides, second judges", judge.Of).ConfigureAwait(false),
            .. await RowsAsync(second, "second guides", (points, labels) => rarity.Hardness(points, labels)).ConfigureAwait(false),
        ];

        async Task<IEnumerable<ReproductionRow>> RowsAsync(LowDensityRecipe guide, string name, Func<double[], IReadOnlyList<int>, double[]> hardness)
        {
            var service = await LocalService.OpenAsync(models, guide.Name, context.Stop).ConfigureAwait(false);
            await using (service.ConfigureAwait(false))
            {
                var rows = await LongTailEnrichment.RowsAsync(service, guide, data, hardness, context).ConfigureAwait(false);
                return rows.Select(row => row with { Quantity = $"{name}: {row.Quantity}" });
            }
        }
    }
}
