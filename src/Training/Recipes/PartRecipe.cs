using System.Text.Json.Serialization;
using GenPhys.Inference.Networks;
using GenPhys.Training.Datasets;
using GenPhys.Training.NoiseLevels;
using GenPhys.Training.Optimisation;

namespace GenPhys.Training.Recipes;

/// <summary>What the recipes of parts that a model gets afterwards have in common: a head, data, and one network's training.</summary>
public abstract record PartRecipe
{
    /// <summary>Version of this format; 1.</summary>
    [JsonPropertyOrder(-1)]
    public required int Schema { get; init; }

    /// <summary>Name of the model that it makes, another one than its base: lower-case letters, digits and hyphens, at most 64.</summary>
    [JsonPropertyOrder(-1)]
    public required string Name { get; init; }

    /// <summary>What the model is, in a sentence.</summary>
    [JsonPropertyOrder(-1)]
    public string? Description { get; init; }

    /// <summary>Seed of the samples, the initial weights and the training noise, 0 to 2^53 - 1 (default 0).</summary>
    [JsonPropertyOrder(-1)]
    public long Seed { get; init; }

    /// <summary>Points of the model's law.</summary>
    public required DataSource Data { get; init; }

    /// <summary>The part's network.</summary>
    public required Architecture Network { get; init; }

    /// <summary>The law of the noise levels that it is trained at; the denoiser's own law is right.</summary>
    public required NoiseLevelLaw Noise { get; init; }

    /// <summary>The learning rate.</summary>
    public required LearningRate LearningRate { get; init; }

    /// <summary>The optimiser.</summary>
    public AdamOptions Optimiser { get; init; } = new();

    /// <summary>Decay per step of the exponential moving average of the weights, in [0, 1) (default 0.999).</summary>
    public double EmaDecay { get; init; } = 0.999;

    /// <summary>Points, or sets of them, per step, 1 to 10^6.</summary>
    public required int Batch { get; init; }

    /// <summary>Optimiser steps of each network, 1 to 10^9.</summary>
    public required int Steps { get; init; }

    /// <summary>Steps between checkpoints, 1 or more (default 500).</summary>
    public int CheckpointEvery { get; init; } = 500;

    /// <summary>What is wrong with the members: their paths and what would be right; empty if nothing is.</summary>
    public IEnumerable<(string Member, string Problem)> Problems() =>
    [
        .. RecipeRules.Head(Schema, Name, Seed),
        .. OwnProblems(),
        .. RecipeRules.Schedule(EmaDecay, Batch, Steps, CheckpointEvery),
        .. RecipeRules.Under("data", Data.Problems()),
        .. RecipeRules.Under("network", Network.Problems()),
        .. RecipeRules.Under("noise", Noise.Problems()),
        .. RecipeRules.Under("learningRate", LearningRate.Problems()),
        .. RecipeRules.Under("optimiser", Optimiser.Problems()),
    ];

    /// <summary>What is wrong with the members that this kind of recipe alone has, and with what does not go together.</summary>
    /// <returns>Paths and what would be right; empty if nothing is wrong.</returns>
    protected abstract IEnumerable<(string Member, string Problem)> OwnProblems();
}
