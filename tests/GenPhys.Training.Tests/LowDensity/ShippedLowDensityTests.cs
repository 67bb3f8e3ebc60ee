using GenPhys.Training.Artifacts;
using GenPhys.Training.Datasets;
using GenPhys.Training.Evaluation;
using GenPhys.Training.LowDensity;
using GenPhys.Training.Recipes;
using GenPhys.Training.Tests.Runs;

namespace GenPhys.Training.Tests.LowDensity;

/// <summary>The shipped model with trained features: rare samples become common, and none of them is a copy.</summary>
[Trait("Category", "Slow")]
public sealed class ShippedLowDensityTests(Xunit.Abstractions.ITestOutputHelper output) : IDisposable
{
    private static readonly LowDensityRecipe Recipe = RecipeFile.ReadLowDensity(Path.Combine(Repository.Recipes, "low-density-classes.json"));
    private static readonly LongTailData Law = (LongTailData)Recipe.Data;
    private static readonly DataSplit Data = Law.Load(".");
    private readonly string _folder = Directory.CreateTempSubdirectory("genphys-tail-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    [Trait("Acceptance", "H8")]
    public async Task Rare_samples_become_common_keep_their_law_and_cost_less_the_rarer_they_are()
    {
        var rarity = new Rarity(Data.Training, 3);
        await using var service = await LocalService.OpenAsync(Repository.Models, "low-density-classes");
        Enriches(await DrawAsync(service, 3000, 0), await DrawAsync(service, 3000, 0.75), (points, labels) => rarity.Hardness(points, labels));
    }

    // Trained in a few seconds with other weights, sizes and features; it guides, and it judges.
    [Fact]
    [Trait("Acceptance", "H12")]
    public async Task A_second_extractor_comes_to_the_same_conclusions()
    {
        var models = Path.Combine(_folder, "models");
        Directory.CreateDirectory(models);
        Directory.CreateSymbolicLink(Path.Combine(models, "long-tail-classes"), Path.Combine(Repository.Models, "long-tail-classes"));
        var recipe = Recipe with
        {
            Name = "second", Seed = 77, Features = 8, Steps = 400, Measure = new Dictionary<string, LowDensitySetting>(),
            Network = new Inference.Networks.ResidualMlpArchitecture { Hidden = 96, Blocks = 2, Embedding = 16, EmbeddingScale = 4 },
        };
        using (var run = new LowDensityRun(recipe, models, Path.Combine(_folder, "run"), fresh: false, "."))
        {
            Assert.NotNull(await run.RunAsync(models, false, new Stages(), CancellationToken.None));
        }

        using var judge = FeatureHardness.Load(Path.Combine(models, "second", "1"));
        var rarity = new Rarity(Data.Training, 3);
        await using var first = await LocalService.OpenAsync(Repository.Models, "low-density-classes");
        await using var second = await LocalService.OpenAsync(models, "second");
        var plain = await DrawAsync(first, 2400, 0);
        Enriches(plain, await DrawAsync(first, 2400, 0.75), judge.Of);
        Enriches(plain, await DrawAsync(second, 2400, 0.75), (points, labels) => rarity.Hardness(points, labels));
    }

    [Fact]
    [Trait("Acceptance", "H10")]
    public async Task Samples_are_no_copies_of_training_points()
    {
        var rarity = new Rarity(Data.Training, 3);
        var training = new Neighbours(Data.Training.Values, 2);
        var real = rarity.Hardness(Data.HeldOut.Values, Data.HeldOut.Labels!);
        await using var service = await LocalService.OpenAsync(Repository.Models, "low-density-classes");
        var draws = await DrawAsync(service, 3000, 0.5);
        var bands = Memorisation.Judge(
            draws.Points, rarity.Hardness(draws.Points, draws.Labels), Data.HeldOut.Values, real, training, 2, HardnessBands.Percentiles(real, 50, 90));
        output.WriteLine(string.Join("\n", bands));
        Assert.Equal(3, bands.Count);
        Assert.All(bands, band => Assert.True(band.Passes, band.ToString()));
    }

    private void Enriches(ClassDraws plain, ClassDraws guided, Func<double[], IReadOnlyList<int>, double[]> hardness)
    {
        var (before, after) = (Report(plain), Report(guided));
        Assert.True(after.RingShare >= 3 * before.RingShare, $"{after.RingShare} against {before.RingShare}");

        // A few hundred points know the discrepancy no better than its floor.
        Assert.True(after.RingDiscrepancy <= 2 * Math.Max(before.RingDiscrepancy, before.RingFloor), $"{after.RingDiscrepancy} against {before.RingDiscrepancy}");
        double[] ratios = [.. before.Cost.Zip(after.Cost, (b, a) => b / a)];
        Assert.True(ratios[^1] >= 2, string.Join(", ", ratios));
        Assert.Equal(ratios.Order(), ratios);

        LongTailReport Report(ClassDraws draws)
        {
            var report = LongTailReport.Of(draws, Law, Data.HeldOut, hardness);
            output.WriteLine($"{report}; cost {string.Join(", ", report.Cost.Select(c => c.ToString("G4")))}");
            return report;
        }
    }

    private static Task<ClassDraws> DrawAsync(LocalService service, int count, double alpha) =>
        ClassDraws.FromAsync(service, Recipe.Sampler, 3, count, 21, conditioned: true, new LowDensitySetting { Alpha = alpha });
}
