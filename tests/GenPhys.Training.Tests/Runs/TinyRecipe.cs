using GenPhys.Inference.Models.Manifest;
using GenPhys.Inference.Networks;
using GenPhys.Inference.Preconditioning;
using GenPhys.Training.Datasets;
using GenPhys.Training.NoiseLevels;
using GenPhys.Training.Objectives;
using GenPhys.Training.Optimisation;
using GenPhys.Training.Recipes;

namespace GenPhys.Training.Tests.Runs;

/// <summary>A recipe that trains in a second.</summary>
internal static class TinyRecipe
{
    public static Recipe Create() => new()
    {
        Schema = 1,
        Name = "tiny",
        Seed = 3,
        Data = new CheckerboardData { Count = 200, HeldOut = 100 },
        Process = new EdmProcessSpec(),
        Network = new ResidualMlpArchitecture { Hidden = 64, Blocks = 2, Embedding = 16 },
        Preconditioning = new EdmPreconditioner { SigmaData = 1 },
        Objective = new DenoisingObjective(),
        Noise = new LogUniformLevels { Low = 0.002, High = 80 },
        LearningRate = new ConstantRate { Rate = 1e-3 },
        Batch = 100,
        Steps = 200,
        Evaluation = new EvaluationOptions { Every = 50, Draws = 4, Samples = 0 },
        Checkpoints = new CheckpointOptions { Every = 40, Keep = 2 },
    };
}
