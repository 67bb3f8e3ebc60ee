using GenPhys.Contracts;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Inference.Networks;
using GenPhys.Inference.Preconditioning;
using GenPhys.Training.Datasets;
using GenPhys.Training.NoiseLevels;
using GenPhys.Training.Objectives;
using GenPhys.Training.Optimisation;
using GenPhys.Training.Recipes;

namespace GenPhys.Training.PublishedResults.Flows;

/// <summary>Diffusion, Poisson and mixed flows train to samples of like quality.</summary>
internal sealed class PhysicalFlows : Reproduction
{
    private const int Steps = 8000;

    // sqrt(N) sigma (1 + tau)^M with the objective's sigma = 0.01, tau = 0.03 and M = 291 (Xu et al. 2022, appendix B): how far
    // out training points lie at the largest level. The Poisson kernel has no mean, and beyond them the field is not learnt.
    private const double PriorClip = 77;

    /// <inheritdoc/>
    public override string Id => "PD-12";

    /// <inheritdoc/>
    public override string Claim =>
        "A small network on eight modes trained for diffusion, for the Poisson flow and for the mixed flow: the sliced Wasserstein distance of its samples is within 1.5 times that of diffusion.";

    /// <inheritdoc/>
    public override string Source => "Liu, Luo, Xu, Jaakkola & Tegmark 2023, GenPhys";

    /// <inheritdoc/>
    public override double Minutes => 12;

    /// <inheritdoc/>
    public override string Deviations =>
        "Training points of flows without a variance reach as far as the clipped prior, and all three train on stable targets of 1,024 references: without them the mixed flow, whose small times are "
        + "those of Poisson, comes to twice the distance.";

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<ReproductionRow>> RunAsync(ReproductionContext context)
    {
        var rows = new List<ReproductionRow>();
        var diffusion = double.NaN;
        foreach (var recipe in Recipes(Steps))
        {
            context.Say(recipe.Name);
            using var run = Trained.Train(context, recipe);
            var distance = (await Trained.DistancesAsync(run, [recipe.Sampler!], context.Stop).ConfigureAwait(false))[0];
            rows.Add(new($"sliced Wasserstein distance, {recipe.Name}", null, distance));
            if (double.IsNaN(diffusion))
            {
                diffusion = distance;
            }
            else
            {
                rows.Add(new($"{recipe.Name} over diffusion", null, distance / diffusion, Gate.AtMost(1.5)));
            }
        }

        return rows;
    }

    /// <summary>The recipes, diffusion first.</summary>
    /// <param name="steps">Steps of each.</param>
    internal static IEnumerable<Recipe> Recipes(int steps)
    {
        var plain = new EdmPreconditioner { SigmaData = 2.13 };
        var field = new PoissonFieldPreconditioner { Gamma = 0.5, SubstituteBelow = 0.1, SigmaData = 2.13, DataRadius = 4 };
        yield return Of("diffusion", steps, new DiffusionProcessSpec(), plain, new StableTargetFieldObjective { References = 1024 });
        yield return Of("poisson", steps, new PoissonProcessSpec(), field, new PoissonFieldObjective { References = 1024 }, PriorClip);
        yield return Of("mixed", steps, new MixedDiffusionPoissonProcessSpec { A = 1, B = 1 }, plain, new StableTargetFieldObjective { References = 1024 }, PriorClip);
    }

    private static Recipe Of(string name, int steps, ProcessSpec process, Preconditioner preconditioning, Objective objective, double? priorClip = null) => new()
    {
        Schema = 1,
        Name = name,
        Data = new EightModesData { Count = 8000, HeldOut = 4000 },
        Process = process,
        Network = new ResidualMlpArchitecture { Hidden = 128, Blocks = 2, Embedding = 64 },
        Preconditioning = preconditioning,
        Objective = objective,
        Noise = new LogUniformLevels { Low = 1e-3, High = 40 },
        LearningRate = new LinearDecayRate { Rate = 1e-3, From = steps / 2, To = steps + 1 },
        Optimiser = new AdamOptions { ClipNorm = 10 },
        Batch = 256,
        Steps = steps,
        Evaluation = new EvaluationOptions { Every = steps, Draws = 1, Samples = 0 },
        Sampler = new HeunSampler { Steps = 40, Schedule = new LogLinearSchedule(), PriorClip = priorClip },
    };
}
