using GenPhys.Inference.Fields;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Inference.Networks;
using GenPhys.Inference.Preconditioning;
using GenPhys.Inference.Processes;
using GenPhys.Inference.Random;
using GenPhys.Training.Datasets;
using GenPhys.Training.NoiseLevels;
using GenPhys.Training.Objectives;
using GenPhys.Training.Optimisation;
using GenPhys.Training.Recipes;
using static TorchSharp.torch;

namespace GenPhys.Training.PublishedResults.Flows;

/// <summary>The perturbation objective of PFGM++ learns the exact field.</summary>
internal sealed class AugmentedFieldLearning : Reproduction
{
    private const int Steps = 12_000;
    private const int Probes = 2000;
    private const double AugmentedDimension = 8;
    private static readonly double[] Levels = [0.3, 1, 3];

    /// <inheritdoc/>
    public override string Id => "PP-9";

    /// <inheritdoc/>
    public override string Claim =>
        "Three charges on the line, PFGM++ with D = 8: a small network that regresses on targets of 64 charges learns the exact field (x - E[y | x])/sigma to 2 % where the flow goes, so the targets have no bias of order 1/64.";

    /// <inheritdoc/>
    public override string Source => "Xu, Liu, Tian, Tong, Tegmark & Jaakkola 2023, PFGM++, section 3.2";

    /// <inheritdoc/>
    public override double Minutes => 1.5;

    /// <inheritdoc/>
    public override Task<IReadOnlyList<ReproductionRow>> RunAsync(ReproductionContext context)
    {
        using var run = Trained.Train(context, Recipe(Steps));
        var points = run.Data.Training;
        var masses = points.Values.ToArray().GroupBy(y => y).OrderBy(group => group.Key).ToArray();
        var process = new PfgmppProcess(AugmentedDimension);
        using var field = new EmpiricalField(
            [.. masses.Select(group => new[] { group.Key })], process, [.. masses.Select(group => (double)group.Count() / points.Count)]);
        var rows = new List<ReproductionRow>();
        var (error, size) = (0.0, 0.0);
        foreach (var level in Levels)
        {
            var (e, s) = Squares(run, field, process, points, level);
            rows.Add(new($"RMS error of the field at level {level}, relative", null, Math.Sqrt(e / s)));
            (error, size) = (error + e, size + s);
        }

        rows.Add(new("RMS error of the field over all levels, relative", "0.02", Math.Sqrt(error / size), Gate.AtMost(0.02)));
        return Task.FromResult<IReadOnlyList<ReproductionRow>>(rows);
    }

    private static Recipe Recipe(int steps) => new()
    {
        Schema = 1,
        Name = "three-charges",
        Data = new GaussianMixtureData { Count = 768, HeldOut = 64, Weights = [1, 1, 1], Means = [[-1], [0.5], [2]], StandardDeviations = [0, 0, 0] },
        Process = new PfgmppProcessSpec { AugmentedDimension = AugmentedDimension },
        Network = new MlpArchitecture { Hidden = [64, 64, 64] },
        Preconditioning = new EdmPreconditioner { SigmaData = 1.3 },
        Objective = new StableTargetFieldObjective { References = 64 },
        Noise = new LogUniformLevels { Low = 0.1, High = 20 },
        LearningRate = new CosineRate { Rate = 3e-3, WarmUp = 200, Steps = steps + 1 },
        Batch = 64,
        Steps = steps,
        Evaluation = new EvaluationOptions { Every = steps, Draws = 1, Samples = 0 },
    };

    // Sums over points of the kernel's bulk, the middle 95 % of its draws, of the squared error of f = (x - D)/sigma and of f itself.
    private static (double Error, double Size) Squares(TrainingRun run, EmpiricalField field, PfgmppProcess process, PointSet points, double level)
    {
        var z = new double[Probes];
        for (var i = 0; i < Probes; i++)
        {
            process.Noise(1).Law.Draw(new NoiseKey(9, (uint)i, NoisePurpose.TrainingNoise, Stage: 1), z.AsSpan(i, 1));
        }

        double[] bulk = [.. z.Order().Skip(Probes / 40).SkipLast(Probes / 40)];
        var lanes = new LaneBatch(1);
        lanes.Resize(bulk.Length);
        for (var i = 0; i < bulk.Length; i++)
        {
            lanes.X[i] = points[i % points.Count][0] + (level * bulk[i]);
        }

        lanes.NoiseLevel.Fill(level);
        field.Evaluate(lanes);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var learnt = run.Average.forward(tensor(lanes.X.ToArray(), [bulk.Length, 1], dtype: ScalarType.Float32), full([bulk.Length], (float)level))
            .to(ScalarType.Float64).data<double>().ToArray();
        var (error, size) = (0.0, 0.0);
        for (var i = 0; i < bulk.Length; i++)
        {
            error += Math.Pow((learnt[i] - lanes.Denoised[i]) / level, 2);
            size += Math.Pow((lanes.X[i] - lanes.Denoised[i]) / level, 2);
        }

        return (error, size);
    }
}
