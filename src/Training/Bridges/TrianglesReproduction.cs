using GenPhys.Contracts;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Training.PublishedResults;
using GenPhys.Training.Recipes;

namespace GenPhys.Training.Bridges;

/// <summary>M10: triangles on the checkerboard, with every use of the bridge.</summary>
public sealed class TrianglesReproduction : Reproduction
{
    private const int Samples = 20_480;

    /// <inheritdoc/>
    public override string Id => "M10";

    /// <inheritdoc/>
    public override string Claim =>
        "Triangles on a checkerboard: told of a bridge, a network leaves the board less; with the bridge added, hardly ever; with both, it also learns in a part of the steps.";

    /// <inheritdoc/>
    public override string Source => "Naderiparizi et al. 2025, section 5.1 in words";

    /// <inheritdoc/>
    public override double Minutes => 20;

    /// <inheritdoc/>
    public override string Deviations =>
        "The published networks have 256 units and train up to 250,000 steps on batches of all 1,000 points; ours have 128 units, 10,000 steps and batches of 500. "
        + "Their factor gamma is not published; their l is the squared distance, which is twice ours. The steps to DB's loss are judged with that l, where the bridge is the stronger one; "
        + "with half of it, as in the model that ships, DB has less to unlearn and is nearer to MBM.";

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<ReproductionRow>> RunAsync(ReproductionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var study = new BridgeStudy(context);
        var bridged = RecipeFile.Read(Path.Combine(context.Recipes, "triangles-mbm.json"));
        var plain = await study.TrainAsync(RecipeFile.Read(Path.Combine(context.Recipes, "triangles.json"))).ConfigureAwait(false);
        var both = await study.TrainAsync(bridged).ConfigureAwait(false);
        var added = await study.TrainAsync(With(bridged, BridgeArchitecture.Db)).ConfigureAwait(false);
        var told = await study.TrainAsync(With(bridged, BridgeArchitecture.C)).ConfigureAwait(false);
        var addedTwice = await study.TrainAsync(With(bridged, BridgeArchitecture.Db, weight: 2)).ConfigureAwait(false);
        var bothTwice = await study.TrainAsync(With(bridged, BridgeArchitecture.Mbm, weight: 2) with { Steps = bridged.Steps / 2 }).ConfigureAwait(false);

        var heun = new HeunSampler { Steps = 40 };
        var churn = new EdmStochasticSampler { Steps = 100, SChurn = 10, Schedule = new LogLinearSchedule() };
        var inside = bridged.Data.Oracle()!;
        var plainRate = await RateAsync(plain, heun).ConfigureAwait(false);
        var data = bridged.Data.Load(context.Recipes).HeldOut;
        double[][] real = [.. Enumerable.Range(0, data.Count).Select(i => data[i].ToArray())];
        var bridgedRows = await study.SampleAsync(both, churn, Samples).ConfigureAwait(false);
        var guidedRows = await study.SampleAsync(plain, churn, Samples, bridged.Bridge!.Drift).ConfigureAwait(false);
        return
        [
            new("outside, plain model", null, plainRate, Gate.AtLeast(0.02)),
            new("outside, told of the bridge (C), as a part of the plain model's", "below 1", await RateAsync(told, heun).ConfigureAwait(false) / plainRate, Gate.AtMost(0.9)),
            new("outside, bridge added (DB)", "almost 0", await RateAsync(added, heun).ConfigureAwait(false), Gate.AtMost(0.005)),
            new("outside, both (MBM)", "almost 0", await RateAsync(both, heun).ConfigureAwait(false), Gate.AtMost(0.001)),
            new("outside, both (MBM), 100 steps with churn", "almost 0", Share(bridgedRows, row => !inside(row)), Gate.AtMost(0.001)),
            new("outside, plain model with the untrained bridge, 100 steps with churn", "0", Share(guidedRows, row => !inside(row))),
            new("within 0.01 of a square's edge, data", null, Share(real, NearEdge)),
            new("within 0.01 of a square's edge, both (MBM)", null, Share(bridgedRows, NearEdge)),
            new("within 0.01 of a square's edge, plain model with the untrained bridge", null, Share(guidedRows, NearEdge)),
            new("in the wrong half of a square, both (MBM)", null, Share(bridgedRows, InWrongHalf)),
            new("in the wrong half of a square, plain model with the untrained bridge", null, Share(guidedRows, InWrongHalf)),
            new("validation loss, MBM over plain", "at most 1", both.FinalLoss / plain.FinalLoss, Gate.AtMost(1)),
            new("validation loss, DB over MBM", "above 1", added.FinalLoss / both.FinalLoss, Gate.AtLeast(1)),
            new("steps in which MBM reaches DB's last validation loss, as a part of DB's, no half in l", "about 1/10", bothTwice.StepsTo(addedTwice.FinalLoss) / bridged.Steps, Gate.AtMost(0.5)),
            new("the same with the half", null, both.StepsTo(added.FinalLoss) / bridged.Steps),
            new("validation loss, no half in l, MBM after half of the steps over DB after all", "below 1", bothTwice.FinalLoss / addedTwice.FinalLoss, Gate.AtMost(1)),
            .. BridgeStudy.Curves(plain, told, added, both, addedTwice, bothTwice),
        ];

        async Task<double> RateAsync(StudiedModel model, SamplerSpec sampler) =>
            Share(await study.SampleAsync(model, sampler, Samples).ConfigureAwait(false), row => !inside(row));
    }

    private static double Share(double[][] rows, Func<double[], bool> which) => rows.Count(which) / (double)rows.Length;

    // The squares have whole numbers for edges.
    private static bool NearEdge(double[] row) => row.Any(x => Math.Abs(x - Math.Round(x)) <= 0.01);

    private static bool InWrongHalf(double[] row) => row[1] - Math.Floor(row[1]) > row[0] - Math.Floor(row[0]);

    private static Recipe With(Recipe recipe, BridgeArchitecture use, double weight = 1) => recipe with
    {
        Name = $"triangles-{use.ToString().ToLowerInvariant()}{(weight == 1 ? "" : $"-w{weight}")}",
        Bridge = recipe.Bridge! with { Use = use, Drift = recipe.Bridge.Drift with { Weight = weight } },
    };
}
