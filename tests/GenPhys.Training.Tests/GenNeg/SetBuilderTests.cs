using GenPhys.Contracts;
using GenPhys.Contracts.Validation;
using GenPhys.Inference.Constraints;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Training.Artifacts;
using GenPhys.Training.GenNeg;

namespace GenPhys.Training.Tests.GenNeg;

public sealed class SetBuilderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("genphys-set-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact(DisplayName = "A6: both classes are full, and every draw counts")]
    [Trait("Acceptance", "A6")]
    public async Task A_balanced_set_is_full_and_counts_every_draw()
    {
        var set = await DrawAsync(TinyGenNeg.Create() with { SamplesPerClass = 5000 });
        Assert.Equal((5000, 5000), (set.PositiveCount, set.NegativeCount));
        Assert.True(set.ValidDraws > set.PositiveCount && set.Draws > 10_000);

        // The 99.9 % interval of a binomial count is 3.29 standard errors to either side.
        Assert.Equal(IntervalToy.Alpha, set.Alpha, 3.29 * Math.Sqrt(IntervalToy.Alpha * (1 - IntervalToy.Alpha) / set.Draws));
        Assert.All(set.Positives, x => Assert.InRange(x, -1.5, 1.25));
        Assert.All(set.Negatives, x => Assert.False(x is > -1.5 and < 1.25));
    }

    [Fact]
    public async Task The_same_recipe_draws_the_same_set_and_another_iteration_another()
    {
        var recipe = TinyGenNeg.Create() with { SamplesPerClass = 200 };
        var one = await DrawAsync(recipe);
        Assert.Equal(one.Positives, (await DrawAsync(recipe)).Positives);
        Assert.NotEqual(one.Positives, (await DrawAsync(recipe, iteration: 2)).Positives);
        var read = LabelledSet.FromFile(one.ToFile());
        Assert.Equal(one.Negatives, read.Negatives);
        Assert.Equal((one.ValidDraws, one.Draws, one.Dimension), (read.ValidDraws, read.Draws, read.Dimension));
    }

    [Fact(DisplayName = "A6: a class that would not fill is told")]
    [Trait("Acceptance", "A6")]
    public async Task A_class_that_would_not_fill_ends_the_loop()
    {
        var recipe = TinyGenNeg.Create() with
        {
            SamplesPerClass = 1000, MaxDraws = 100_000, Constraint = new BoxConstraint { Low = [-1000], High = [1000] },
        };
        var failure = await Assert.ThrowsAsync<GenNegException>(() => DrawAsync(recipe));
        Assert.Contains("maxDraws", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_imbalanced_set_keeps_the_models_own_ratio()
    {
        var set = await DrawAsync(TinyGenNeg.Create() with { SamplesPerClass = 5000, Balance = ClassBalance.Imbalanced });
        Assert.Equal(10_000, set.PositiveCount + set.NegativeCount);
        Assert.Equal(IntervalToy.Alpha, set.PositiveCount / 10_000.0, 0.02);
    }

    private async Task<LabelledSet> DrawAsync(GenNegRecipe recipe, int iteration = 1)
    {
        var model = Directory.CreateDirectory(Path.Combine(_folder, "toy", "1")).FullName;
        await File.WriteAllTextAsync(Path.Combine(model, "model.json"), IntervalToy.Manifest);
        await using var service = await LocalService.OpenAsync(_folder, "toy");
        var constraint = ConstraintRegistry.Create(recipe.Constraint, 1, new ConstraintLimits(), JsonPointer.Root);
        return await SetBuilder.DrawAsync(service, ManifestFile.Read(model), constraint, recipe, iteration, null, CancellationToken.None);
    }
}
