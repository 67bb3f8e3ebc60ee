using GenPhys.Training.Artifacts;
using GenPhys.Training.Datasets;
using GenPhys.Training.PublishedResults;
using GenPhys.Training.Recipes;

namespace GenPhys.Training.GenNeg;

/// <summary>
/// The stack that ships, made anew from its recipe: each classifier lowers the infractions, and the reduced ELBO holds. Naderiparizi et al. 2024, figure 3 and
/// table 1, show the same order on their own networks.
/// </summary>
internal sealed class StackReproduction : Reproduction
{
    private const double LargestRise = 0.02;

    public override string Id => "A9";

    public override string Claim => "Classifiers stacked on the checkerboard's baseline keep its samples on the board: the first halves the infractions, the next go on, and the held-out loss holds.";

    public override string Source => "Naderiparizi, Liang, Cohan, Zwartsenberg and Wood 2024, algorithm 1, figure 3 and table 1 (there on traffic scenes: 29.3, 17.2, 12.2 %)";

    public override double Minutes => 40;

    public override string Deviations =>
        "The baseline is the model `checkerboard` that ships. Networks, samples and steps are a tenth and less of the published ones (250 hours on accelerators), and a sample "
        + "takes 18 Heun steps instead of 100. The logits are scaled by the share of the signal in what the network sees: without it the first classifier raises the "
        + "held-out loss by 1.5 %, nearly all of it at noise levels above 20. The published order of losses with and without importance weights is that of the same set.";

    public override async Task<IReadOnlyList<ReproductionRow>> RunAsync(ReproductionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var recipe = RecipeFile.ReadGenNeg(Path.Combine(context.Recipes, "checkerboard-gen-neg.json"));
        var metrics = await AblationReproduction.StackAsync(context, recipe).ConfigureAwait(false);
        var unweighted = await AblationReproduction.StackAsync(
            context, recipe with { Name = recipe.Name + "-unweighted", Balance = ClassBalance.Unweighted, Iterations = 1, Final = recipe.Final.Take(0).ToDictionary() }).ConfigureAwait(false);
        var rows = new List<ReproductionRow> { new("infraction rate of the baseline", "29.3 % (traffic)", metrics["infractionRate0"]) };
        for (var k = 1; metrics.TryGetValue($"infractionRate{k}", out var rate); k++)
        {
            // Two standard errors of the difference of two counts of Bernoulli draws.
            var before = metrics[$"infractionRate{k - 1}"];
            var error = 2 * Math.Sqrt(((rate * (1 - rate)) + (before * (1 - before))) / metrics["infractionSamples"]);
            rows.Add(new($"infraction rate, {k} classifiers", k switch { 1 => "17.2 % (traffic)", 2 => "12.2 % (traffic)", _ => null }, rate, Gate.AtMost(k == 1 ? 0.5 * before : before + error)));
            rows.Add(new($"rise of the held-out loss, {k} classifiers", null, (metrics[$"heldOutLoss{k}"] / metrics["heldOutLoss0"]) - 1, Gate.AtMost(LargestRise)));
        }

        rows.Add(new("infraction rate, 1 classifier without importance weights", "15.2 % (traffic)", unweighted["infractionRate1"]));
        rows.Add(new(
            "held-out loss without importance weights, less that with them",
            "0.003 (traffic)",
            unweighted["heldOutLoss1"] - metrics["heldOutLoss1"],
            Gate.AtLeast(0)));
        var more = await MoreDataAsync(context, 10).ConfigureAwait(false);
        rows.Add(new("infraction rate of a baseline trained on ten times the data", null, more));
        rows.Add(new("infraction rate, 3 classifiers over that baseline", "below 1", metrics["infractionRate3"] / more, Gate.AtMost(1)));
        return rows;
    }

    // The baseline's own recipe with more points, and nothing else changed.
    private static async Task<double> MoreDataAsync(ReproductionContext context, int times)
    {
        var baseline = RecipeFile.Read(Path.Combine(context.Recipes, "checkerboard.json"));
        var data = (CheckerboardData)baseline.Data;
        using var run = Trained.Train(context, baseline with { Name = $"checkerboard-{times}x", Data = data with { Count = times * data.Count } });
        var (_, metrics) = await ModelPublisher.PublishAsync(run, Path.Combine(context.Folder, "models"), replace: true, context.Stop).ConfigureAwait(false);
        return metrics["infractionRateHeun18"];
    }
}
