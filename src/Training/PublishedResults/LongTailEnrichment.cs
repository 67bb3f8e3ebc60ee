using GenPhys.Training.Artifacts;
using GenPhys.Training.Datasets;
using GenPhys.Training.Evaluation;
using GenPhys.Training.LowDensity;
using GenPhys.Training.Recipes;

namespace GenPhys.Training.PublishedResults;

/// <summary>Low-density guidance of a trained model of the long tail: enrichment, fidelity, cost by band of hardness, and copies.</summary>
public sealed class LongTailEnrichment : Reproduction
{
    private const int Samples = 12_000;
    private const double Alpha = 0.75;

    /// <inheritdoc/>
    public override string Id => "H8";

    /// <inheritdoc/>
    public override string Claim => "Guidance away from the density of the own class draws rare samples that still follow the data and copy none of them.";

    /// <inheritdoc/>
    public override string Source => "Sehwag, Hazirbas, Gordo, Ozgenel & Canton Ferrer 2022, eqs. 3 to 7 and the table of costs by hardness";

    /// <inheritdoc/>
    public override string Deviations =>
        "The published costs, 1.06, 2.83 and 6.04 times less from one band of hardness to the next, are of ImageNet; ours are of three tight Gaussians in a ring, by the same ratio. "
        + "The force towards real samples is reported: the trained model draws a little too tightly, so that this force points outward.";

    /// <inheritdoc/>
    public override double Minutes => 10;

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<ReproductionRow>> RunAsync(ReproductionContext context)
    {
        var models = Path.Combine(context.Folder, "models");
        await context.TrainModelAsync("long-tail-classes.json", models).ConfigureAwait(false);
        var recipe = RecipeFile.ReadLowDensity(Path.Combine(context.Recipes, "low-density-classes.json"));
        await context.TrainLowDensityAsync(recipe, models).ConfigureAwait(false);
        var data = recipe.Data.Load(context.Recipes);
        var rarity = new Rarity(data.Training, recipe.Data.ClassCount);
        var service = await LocalService.OpenAsync(models, recipe.Name, context.Stop).ConfigureAwait(false);
        await using (service.ConfigureAwait(false))
        {
            var rows = await RowsAsync(service, recipe, data, (points, labels) => rarity.Hardness(points, labels), context).ConfigureAwait(false);
            return [.. rows, .. await StrayAsync(service, recipe, data, rarity, context).ConfigureAwait(false), await CopiesAsync(service, recipe, data, rarity, context).ConfigureAwait(false)];
        }
    }

    /// <summary>Enrichment, discrepancy on the ring and ratios of cost.</summary>
    internal static async Task<IReadOnlyList<ReproductionRow>> RowsAsync(
        LocalService service, LowDensityRecipe recipe, DataSplit data, Func<double[], IReadOnlyList<int>, double[]> hardness, ReproductionContext context)
    {
        var before = await Report(0).ConfigureAwait(false);
        var after = await Report(Alpha).ConfigureAwait(false);
        double[] ratios = [.. before.Cost.Zip(after.Cost, (b, a) => b / a)];
        var rising = ratios.Zip(ratios.Skip(1)).All(pair => pair.First <= pair.Second) ? 1.0 : 0;
        return
        [
            new ReproductionRow("share of samples on the ring, without guidance", "0.1", before.RingShare),
            new ReproductionRow(FormattableString.Invariant($"the same with alpha {Alpha}, as a multiple"), null, after.RingShare / before.RingShare, Gate.AtLeast(3)),
            new ReproductionRow(
                "discrepancy on the ring over that without guidance (or its floor)", null, after.RingDiscrepancy / Math.Max(before.RingDiscrepancy, before.RingFloor), Gate.AtMost(2)),
            new ReproductionRow("cost ratio in the rarest tenth", "6.04", ratios[^1], Gate.AtLeast(2)),
            new ReproductionRow("cost ratios rise from band to band (1: yes)", "1", rising, Gate.AtLeast(1)),
            new ReproductionRow("samples in the third of their class", null, after.Agreement),
        ];

        async Task<LongTailReport> Report(double length)
        {
            context.Say(FormattableString.Invariant($"sampling with alpha {length}"));
            return LongTailReport.Of(
                await DrawAsync(service, recipe, Samples, new LowDensitySetting { Alpha = length }, context).ConfigureAwait(false),
                (LongTailData)recipe.Data, data.HeldOut, hardness, ringPoints: 1000);
        }
    }

    private static Task<ClassDraws> DrawAsync(LocalService service, LowDensityRecipe recipe, int count, LowDensitySetting setting, ReproductionContext context) =>
        ClassDraws.FromAsync(service, recipe.Sampler, recipe.Data.ClassCount, count, 21, conditioned: true, setting, context.Stop);

    private static async Task<IReadOnlyList<ReproductionRow>> StrayAsync(
        LocalService service, LowDensityRecipe recipe, DataSplit data, Rarity rarity, ReproductionContext context)
    {
        var rows = new List<ReproductionRow>();
        foreach (var (alpha, beta) in ((double, double)[])[(1, 0), (1, 1)])
        {
            var draws = await DrawAsync(service, recipe, Samples / 2, new LowDensitySetting { Alpha = alpha, Beta = beta }, context).ConfigureAwait(false);
            var report = LongTailReport.Of(draws, (LongTailData)recipe.Data, data.HeldOut, (points, labels) => rarity.Hardness(points, labels));
            rows.Add(new ReproductionRow(FormattableString.Invariant($"samples beyond 3 deviations of every part, alpha {alpha}, beta {beta}"), null, report.FarShare));
        }

        return rows;
    }

    private static async Task<ReproductionRow> CopiesAsync(LocalService service, LowDensityRecipe recipe, DataSplit data, Rarity rarity, ReproductionContext context)
    {
        var draws = await DrawAsync(service, recipe, Samples / 2, new LowDensitySetting { Alpha = 0.5 }, context).ConfigureAwait(false);
        var real = rarity.Hardness(data.HeldOut.Values, data.HeldOut.Labels!);
        var bands = Memorisation.Judge(
            draws.Points, rarity.Hardness(draws.Points, draws.Labels), data.HeldOut.Values, real, new Neighbours(data.Training.Values, 2), 2, HardnessBands.Percentiles(real, 50, 90));
        return new ReproductionRow("bands of hardness in which samples lie nearer to training points than real ones do", "0", bands.Count(band => !band.Passes), Gate.AtMost(0));
    }
}
