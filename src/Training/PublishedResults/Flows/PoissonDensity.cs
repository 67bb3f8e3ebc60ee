using GenPhys.Contracts;
using GenPhys.Inference.Fields;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Inference.Networks;
using GenPhys.Inference.Preconditioning;
using GenPhys.Inference.Processes;
using GenPhys.Training.Artifacts;
using GenPhys.Training.Datasets;
using GenPhys.Training.NoiseLevels;
using GenPhys.Training.Objectives;
using GenPhys.Training.Optimisation;
using GenPhys.Training.Recipes;

namespace GenPhys.Training.PublishedResults.Flows;

/// <summary>The densities of trained Poisson flows on the line and in the plane.</summary>
internal sealed class PoissonDensity : Reproduction
{
    private const int Steps = 6000;
    private const double ZMin = 0.02;
    private const double Spread = 0.5;

    // Beyond it hardly a point of the data lies, and what the kernel's tail puts there at zMin is added by hand.
    private const double Reach = 3.5;

    /// <inheritdoc/>
    public override string Id => "PF-10";

    /// <inheritdoc/>
    public override string Claim => "The likelihood of a trained Poisson flow is a density: on a grid it adds up to one, on the line and in the plane.";

    /// <inheritdoc/>
    public override string Source => "Xu, Liu, Tegmark & Jaakkola 2022, PFGM, section 3.4";

    /// <inheritdoc/>
    public override double Minutes => 3;

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<ReproductionRow>> RunAsync(ReproductionContext context)
    {
        var rows = new List<ReproductionRow>();
        foreach (var recipe in Recipes(Steps))
        {
            context.Say(recipe.Name);
            using var run = Trained.Train(context, recipe);
            var (integral, distance, failed) = await MeasureAsync(run, run.Data.Training.Dimension == 1 ? 280 : 56, context.Stop).ConfigureAwait(false);
            rows.Add(new($"integral of the density, {recipe.Name}", "1", integral, Gate.Between(0.97, 1.03)));
            rows.Add(new($"distance in total variation to the law of the data, {recipe.Name}", "0", distance));
            rows.Add(new($"points of the grid without a density, {recipe.Name}", "0", failed, Gate.AtMost(0)));
        }

        return rows;
    }

    /// <summary>The recipes, the line first.</summary>
    /// <param name="steps">Steps of each.</param>
    internal static IEnumerable<Recipe> Recipes(int steps)
    {
        yield return Of("line", steps, [[-1], [1]]);
        yield return Of("plane", steps, [[-1, 0], [1, 0]]);
    }

    /// <summary>What the densities on a grid come to.</summary>
    /// <param name="run">A finished run.</param>
    /// <param name="perAxis">Points along each axis.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>The integral, the total variation to the law of the data, and the points without an answer.</returns>
    internal static async Task<(double Integral, double Distance, int Failed)> MeasureAsync(TrainingRun run, int perAxis, CancellationToken ct)
    {
        var step = 2 * Reach / perAxis;
        double[] axis = [.. Enumerable.Range(0, perAxis).Select(i => (i + 0.5) * step - Reach)];
        double[][] grid = run.Data.Training.Dimension == 1
            ? [.. axis.Select(x => new[] { x })]
            : [.. axis.SelectMany(x => axis.Select(y => new[] { x, y }))];
        var cell = Math.Pow(step, run.Data.Training.Dimension);
        var data = (GaussianMixtureData)run.Recipe.Data;
        using var law = new GaussianMixtureField(data.Weights, data.Means, data.StandardDeviations);
        using var blurred = new EmpiricalField(
            [.. Enumerable.Range(0, run.Data.Training.Count).Select(i => run.Data.Training[i].ToArray())], new PfgmProcess(ZMin, 40));
        var service = await ModelPublisher.StageAsync(run, ct).ConfigureAwait(false);
        await using (service.ConfigureAwait(false))
        {
            var answer = await service.LikelihoodAsync(
                new LikelihoodRequest { Points = grid, Solver = new Rk45Sampler { Rtol = 1e-4, Atol = 1e-4 } }, ct: ct).ConfigureAwait(false);
            var (integral, distance, inside, failed) = (0.0, 0.0, 0.0, 0);
            for (var i = 0; i < grid.Length; i++)
            {
                var truth = Math.Exp(law.LogDensity(grid[i], 0)) * cell;
                var found = answer.LogLikelihoods[i] is { } value ? Math.Exp(value) * cell : 0;
                failed += answer.LogLikelihoods[i] is null ? 1 : 0;
                (integral, distance, inside) = (integral + found, distance + (0.5 * Math.Abs(found - truth)), inside + (Math.Exp(blurred.LogDensity(grid[i], ZMin)) * cell));
            }

            return (integral + 1 - inside, distance, failed);
        }
    }

    private static Recipe Of(string name, int steps, double[][] means) => new()
    {
        Schema = 1,
        Name = name,
        Data = new GaussianMixtureData { Count = 4000, HeldOut = 1000, Weights = [0.4, 0.6], Means = means, StandardDeviations = [Spread, Spread] },
        Process = new PfgmProcessSpec { ZMin = ZMin, ZMax = 40 },
        Network = new ResidualMlpArchitecture { Hidden = 128, Blocks = 2, Embedding = 64, EmbeddingScale = 4 },
        Preconditioning = new PoissonFieldPreconditioner { Gamma = 0.5, SigmaData = 1, DataRadius = 3 },
        Objective = new PoissonFieldObjective { References = 4000, Guard = 0 },
        Noise = new LogUniformLevels { Low = ZMin, High = 40 },
        LearningRate = new LinearDecayRate { Rate = 1e-3, From = steps / 2, To = steps + 1 },
        Batch = 256,
        Steps = steps,
        Evaluation = new EvaluationOptions { Every = steps, Draws = 1, Samples = 0 },
    };
}
