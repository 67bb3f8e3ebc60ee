using GenPhys.Training.PublishedResults;
using GenPhys.Training.Recipes;

namespace GenPhys.Training.GenNeg;

/// <summary>
/// One classifier, trained on what the ablations of Naderiparizi et al. 2024 train it on (tables 1 and 3): the same draws without weights, without balance, clean
/// ones only, fewer of them, weighted paths; and the two ways to the right prior against each other.
/// </summary>
internal sealed class AblationReproduction : Reproduction
{
    private const int Samples = 4000;

    public override string Id => "gen-neg-ablations";

    public override string Claim => "Importance weights, a balanced set and noisy samples each matter to a classifier that guides.";

    public override string Source => "Naderiparizi, Liang, Cohan, Zwartsenberg and Wood 2024, tables 1 and 3 (traffic scenes)";

    public override double Minutes => 12;

    public override string Deviations =>
        "On the checkerboard, with 4,000 samples of each class and 1,500 steps; the published figures are of traffic scenes and 800,000 samples.";

    public override async Task<IReadOnlyList<ReproductionRow>> RunAsync(ReproductionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var shipped = RecipeFile.ReadGenNeg(Path.Combine(context.Recipes, "checkerboard-gen-neg.json"));
        var recipe = shipped with { Iterations = 1, SamplesPerClass = Samples, Steps = 1500, Final = shipped.Final.Take(0).ToDictionary() };
        (string Name, string? Published, GenNegRecipe Recipe)[] cases =
        [
            ("importance weights", "17.2 %", recipe),
            ("no weights", "15.2 %", recipe with { Balance = ClassBalance.Unweighted }),
            ("no weights, logit(alpha) added", null, recipe with { Balance = ClassBalance.Shifted }),
            ("the model's own ratio", "18.6 %", recipe with { Balance = ClassBalance.Imbalanced }),
            ("clean samples only", "21.4 %", recipe with { Balance = ClassBalance.TimeIndependent }),
            ("an eighth of the samples", "24.5 % (a hundredth)", recipe with { SamplesPerClass = Samples / 8 }),
        ];
        var rows = new List<ReproductionRow>();
        var found = new Dictionary<string, IReadOnlyDictionary<string, double>>();
        for (var i = 0; i < cases.Length; i++)
        {
            var (name, published, variant) = cases[i];
            context.Say(name);
            var metrics = found[name] = await StackAsync(context, variant with { Name = $"{recipe.Name}-{i}" }).ConfigureAwait(false);
            if (i == 0)
            {
                rows.Add(new("infraction rate, baseline", "29.3 %", metrics["infractionRate0"]));
            }

            rows.Add(new($"infraction rate, {name}", published, metrics["infractionRate1"], i == 0 ? Gate.AtMost(0.5 * metrics["infractionRate0"]) : null));
            rows.Add(new($"rise of the held-out loss, {name}", null, (metrics["heldOutLoss1"] / metrics["heldOutLoss0"]) - 1));
        }

        var weighted = found["importance weights"];
        rows.Add(new(
            "held-out loss without weights, less that with them", "0.3", found["no weights"]["heldOutLoss1"] - weighted["heldOutLoss1"], Gate.AtLeast(0)));
        rows.Add(new(
            "held-out loss by the shifted prior, less that with weights", null, found["no weights, logit(alpha) added"]["heldOutLoss1"] - weighted["heldOutLoss1"], Gate.Between(-0.02, 0.02)));
        return rows;
    }

    /// <summary>Makes the stack of a recipe in the reproduction's own folder, upon the base that ships or one of another repository.</summary>
    internal static async Task<IReadOnlyDictionary<string, double>> StackAsync(ReproductionContext context, GenNegRecipe recipe, string? repository = null)
    {
        using var run = new GenNegRun(recipe, repository ?? context.Models, Path.Combine(context.Folder, recipe.Name), fresh: false, context.Recipes);
        var made = await run.RunAsync(Path.Combine(context.Folder, "models"), replace: true, new GenNegReport(context.Say, context.Observer), context.Stop).ConfigureAwait(false);
        return made?.Metrics ?? throw new OperationCanceledException(context.Stop);
    }
}
