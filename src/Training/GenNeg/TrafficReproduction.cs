using GenPhys.Training.PublishedResults;
using GenPhys.Training.Recipes;

namespace GenPhys.Training.GenNeg;

/// <summary>Traffic scenes that are drawn by a law of our own in place of the private ones of Naderiparizi et al. 2024, and the stack of classifiers that ships for them.</summary>
internal sealed class TrafficReproduction : Reproduction
{
    public override string Id => "A13";

    public override string Claim => "On scenes of vehicles, whose networks treat all vehicles alike, each of two classifiers lowers the infractions by more than chance.";

    public override string Source => "Naderiparizi, Liang, Cohan, Zwartsenberg and Wood 2024, table 1 (traffic scenes)";

    public override string Deviations =>
        "The published scenes are private recordings of 12 vehicles on rendered roads, and the networks train for 400 hours on accelerators. Ours have six vehicles at one crossing, "
        + "and networks of 100,000 weights that train for minutes; a sample takes 18 Heun steps.";

    public override double Minutes => 25;

    public override async Task<IReadOnlyList<ReproductionRow>> RunAsync(ReproductionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var models = Path.Combine(context.Folder, "models");
        await context.TrainModelAsync("traffic.json", models).ConfigureAwait(false);
        var recipe = RecipeFile.ReadGenNeg(Path.Combine(context.Recipes, "traffic-gen-neg.json"));
        var metrics = await AblationReproduction.StackAsync(context, recipe, models).ConfigureAwait(false);
        var rows = new List<ReproductionRow> { new("infraction rate of the baseline", "29.3 %", metrics["infractionRate0"]) };
        for (var k = 1; k <= recipe.Iterations; k++)
        {
            var (before, after) = (metrics[$"infractionRate{k - 1}"], metrics[$"infractionRate{k}"]);
            rows.Add(new($"infraction rate, {k} classifiers", k == 1 ? "17.2 %" : "12.2 %", after));
            rows.Add(new(
                $"gap between the 95 % intervals of the rates with {k - 1} and {k} classifiers",
                "above 0",
                before - after - HalfWidth(before, metrics["infractionSamples"]) - HalfWidth(after, metrics["infractionSamples"]),
                Gate.AtLeast(0)));
            rows.Add(new($"rise of the held-out loss, {k} classifiers", null, (metrics[$"heldOutLoss{k}"] / metrics["heldOutLoss0"]) - 1));
        }

        return rows;
    }

    private static double HalfWidth(double rate, double samples) => 1.96 * Math.Sqrt(rate * (1 - rate) / samples);
}
