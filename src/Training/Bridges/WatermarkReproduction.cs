using GenPhys.Contracts;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Inference.Networks;
using GenPhys.Inference.Preconditioning;
using GenPhys.Training.Datasets;
using GenPhys.Training.NoiseLevels;
using GenPhys.Training.Objectives;
using GenPhys.Training.Optimisation;
using GenPhys.Training.PublishedResults;
using GenPhys.Training.Recipes;

namespace GenPhys.Training.Bridges;

/// <summary>M12: a watermark of slabs in many dimensions, by a bridge, by a mirror map and by projection.</summary>
public sealed class WatermarkReproduction : Reproduction
{
    private const int Samples = 20_480;
    private const int Steps = 15_000;

    // What counts as lying on a face; and, for a bridge that ends 0.002 before it, what counts as heaped there.
    private const double Near = 1e-3;
    private const double Heaped = 5e-3;

    /// <inheritdoc/>
    public override string Id => "M12";

    /// <inheritdoc/>
    public override string Claim =>
        "A watermark of slabs: many samples of a plain model break it, none of a mirror map's or of projected ones do, and hardly any of a bridged model's, which lie near the faces no more often than the data.";

    /// <inheritdoc/>
    public override string Source => "Naderiparizi et al. 2025, section 5.3 in words; Liu et al. 2023 (mirror diffusion)";

    /// <inheritdoc/>
    public override double Minutes => 8;

    /// <inheritdoc/>
    public override string Deviations =>
        "A mixture of four Gaussians in 64 dimensions with 8 slabs stands in for images of 12,288 with 100. The last part of the claim needs a stochastic sampler: what a deterministic one has brought to a face "
        + "it cannot take away again, and there the bridged model heaps as many samples as projection does.";

    /// <summary>The recipe of the plain model, of its mirror image, or of the bridged one.</summary>
    /// <param name="mirrored">Whether it learns mirror images.</param>
    /// <param name="use">The use of the bridge; none where null.</param>
    public static Recipe Recipe(bool mirrored, BridgeArchitecture? use)
    {
        var data = new WatermarkData { Count = 100_000, HeldOut = 2000, Mirrored = mirrored };
        return new Recipe
        {
            Schema = 1,
            Name = mirrored ? "watermark-mirror" : $"watermark-{use?.ToString().ToLowerInvariant() ?? "plain"}",
            Seed = 1,
            Data = data,
            Process = new EdmProcessSpec(),
            Network = new ResidualMlpArchitecture { Hidden = 128, Blocks = 2, Embedding = 64 },
            Preconditioning = new EdmPreconditioner { SigmaData = 0.7 },
            Bridge = use is not { } how ? null : new BridgeRecipe
            {
                Use = how,
                Drift = new BridgeGuidance { To = data.Faces().Constraint, Weight = 1, Gamma = BridgeSchedule.Vanishing, SigmaData = 0.7, Margin = 0.002 },
                SigmaData = 0.7,
            },
            Objective = new DenoisingObjective(),
            Noise = new LogUniformLevels { Low = 0.002, High = 80 },
            LearningRate = new LinearDecayRate { Rate = 1e-3, From = Steps / 2, To = Steps + 1 },
            Batch = 256,
            Steps = Steps,
            Evaluation = new EvaluationOptions { Every = 1000, Draws = 4, Samples = 0 },
            Checkpoints = new CheckpointOptions { Every = 1000 },
        };
    }

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<ReproductionRow>> RunAsync(ReproductionContext context)
    {
        var study = new BridgeStudy(context);
        var plain = await study.TrainAsync(Recipe(mirrored: false, use: null)).ConfigureAwait(false);
        var both = await study.TrainAsync(Recipe(mirrored: false, BridgeArchitecture.Mbm)).ConfigureAwait(false);
        var mirror = await study.TrainAsync(Recipe(mirrored: true, use: null)).ConfigureAwait(false);

        var heun = new HeunSampler { Steps = 40 };
        var churn = new EdmStochasticSampler { Steps = 300, SChurn = 120, Schedule = new LogLinearSchedule() };
        var slabs = ((WatermarkData)Recipe(mirrored: false, use: null).Data).Faces();
        var plainRows = await study.SampleAsync(plain, heun, Samples).ConfigureAwait(false);
        var bridgedRows = await study.SampleAsync(both, churn, Samples).ConfigureAwait(false);
        var smoothRows = await study.SampleAsync(both, heun, Samples).ConfigureAwait(false);
        var mirrorRows = Mapped(await study.SampleAsync(mirror, heun, Samples).ConfigureAwait(false), row => slabs.FromMirror(row));
        var projectedRows = Mapped(plainRows, row => slabs.Project(row));
        var data = (Recipe(mirrored: false, use: null).Data with { Seed = 0 }).Load(context.Recipes).Training;
        double[][] dataRows = [.. Enumerable.Range(0, data.Count).Select(i => data[i].ToArray())];
        return
        [
            new("outside, plain model", "above 0.91", Outside(plainRows), Gate.AtLeast(0.3)),
            new("outside, mirror map", "0", Outside(mirrorRows), Gate.AtMost(0)),
            new("outside, projection", "0", Outside(projectedRows), Gate.AtMost(0)),
            new("outside, bridged model (MBM), 300 steps with churn", "almost 0", Outside(bridgedRows), Gate.AtMost(0.005)),
            new("outside, bridged model (MBM), Heun with 40 steps", "almost 0", Outside(smoothRows), Gate.AtMost(0.005)),
            new("within 0.001 of a face, data", null, NearFace(dataRows, Near)),
            new("within 0.001 of a face, bridged model", "as the data", NearFace(bridgedRows, Near)),
            new("within 0.001 of a face, mirror map", null, NearFace(mirrorRows, Near)),
            new("within 0.001 of a face, projection over data", "far above 1", NearFace(projectedRows, Near) / NearFace(dataRows, Near), Gate.AtLeast(20)),
            new("within 0.005 of a face, data", null, NearFace(dataRows, Heaped)),
            new("within 0.005 of a face, bridged model, 300 steps with churn", "as the data", NearFace(bridgedRows, Heaped), Gate.AtMost(2 * NearFace(dataRows, Heaped))),
            new("within 0.005 of a face, bridged model, Heun with 40 steps", null, NearFace(smoothRows, Heaped)),
            new("within 0.005 of a face, projection", "far above the data", NearFace(projectedRows, Heaped)),
            new("validation loss, MBM over plain", "near 1", both.FinalLoss / plain.FinalLoss, Gate.AtMost(1.02)),
            .. BridgeStudy.Curves(plain, both),
        ];

        double Outside(double[][] rows) => rows.Count(row => !slabs.Contains(row)) / (double)rows.Length;

        double NearFace(double[][] rows, double near) => rows.Count(row => slabs.ToFace(row) <= near) / (double)rows.Length;
    }

    // Through single precision, in which samples are answered.
    private static double[][] Mapped(double[][] rows, Action<double[]> map) =>
    [
        .. rows.Select(row =>
        {
            var mapped = (double[])row.Clone();
            map(mapped);
            return Array.ConvertAll(mapped, x => (double)(float)x);
        }),
    ];
}
