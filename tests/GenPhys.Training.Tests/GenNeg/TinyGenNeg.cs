using GenPhys.Contracts;
using GenPhys.Inference.Networks;
using GenPhys.Training.Datasets;
using GenPhys.Training.GenNeg;
using GenPhys.Training.NoiseLevels;
using GenPhys.Training.Optimisation;

namespace GenPhys.Training.Tests.GenNeg;

/// <summary>A recipe for the toy on the line.</summary>
internal static class TinyGenNeg
{
    public static GenNegRecipe Create() => new()
    {
        Schema = 1,
        Name = "guided",
        Seed = 5,
        Base = "toy",
        Constraint = new BoxConstraint { Low = [-1.5], High = [1.25] },
        Data = new GaussianMixtureData { Weights = [0.6, 0.4], Means = [[-1], [1]], StandardDeviations = [0.5, 0.5] },
        Iterations = 1,
        Sampler = new HeunSampler { Steps = 40 },
        SamplesPerClass = 10_000,
        Network = new ResidualMlpArchitecture { Hidden = 64, Blocks = 2, Embedding = 32, EmbeddingScale = 1000 },
        Noise = new LogUniformLevels { Low = 0.002, High = 80 },
        LearningRate = new ConstantRate { Rate = 3e-3 },
        Batch = 512,
        Steps = 3000,
    };
}
