using System.Text.Json.Serialization;
using GenPhys.Contracts;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Inference.Networks;
using GenPhys.Inference.Preconditioning;
using GenPhys.Training.Bridges;
using GenPhys.Training.Datasets;
using GenPhys.Training.Disco;
using GenPhys.Training.Learning;
using GenPhys.Training.NoiseLevels;
using GenPhys.Training.Objectives;
using GenPhys.Training.Optimisation;

namespace GenPhys.Training.Recipes;

/// <summary>Everything that decides a trained model: the same recipe gives the same weights.</summary>
public sealed record Recipe
{
    /// <summary>Version of this format; 1.</summary>
    public required int Schema { get; init; }

    /// <summary>Name of the model that it makes: lower-case letters, digits and hyphens, at most 64.</summary>
    public required string Name { get; init; }

    /// <summary>What the model is, in a sentence.</summary>
    public string? Description { get; init; }

    /// <summary>Seed of the initial weights and of all training noise, 0 to 2^53 - 1 (default 0).</summary>
    public long Seed { get; init; }

    /// <summary>The points.</summary>
    public required DataSource Data { get; init; }

    /// <summary>Makes the classes of the data the model's condition; a model without one where absent.</summary>
    public ConditionOptions? Condition { get; init; }

    /// <summary>Classes that the model is told; 0 for a model without a condition.</summary>
    [JsonIgnore]
    public int Classes => Condition is null ? 0 : Data.ClassCount;

    /// <summary>Gives the model discrete latent codes, learnt with it; none where absent.</summary>
    public CodeOptions? Codes { get; init; }

    /// <summary>The forward process.</summary>
    public required ProcessSpec Process { get; init; }

    /// <summary>Kind and sizes of the network.</summary>
    public required Architecture Network { get; init; }

    /// <summary>How the network becomes a denoiser.</summary>
    public required Preconditioner Preconditioning { get; init; }

    /// <summary>A bridge that the network is trained with; none by default.</summary>
    public BridgeRecipe? Bridge { get; init; }

    /// <summary>The loss.</summary>
    public required Objective Objective { get; init; }

    /// <summary>The law of the noise levels.</summary>
    public required NoiseLevelLaw Noise { get; init; }

    /// <summary>The learning rate.</summary>
    public required LearningRate LearningRate { get; init; }

    /// <summary>The optimiser.</summary>
    public AdamOptions Optimiser { get; init; } = new();

    /// <summary>The law of the initial weights; uniform in +-1/sqrt(inputs) where null.</summary>
    public InitialWeights? InitialWeights { get; init; }

    /// <summary>Decay per step of the exponential moving average of the weights, in [0, 1); samples come from the averaged weights.</summary>
    public double EmaDecay { get; init; } = 0.999;

    /// <summary>Sources per step; at most the training points.</summary>
    public required int Batch { get; init; }

    /// <summary>Optimiser steps, 1 to 10^9.</summary>
    public required int Steps { get; init; }

    /// <summary>What is measured on the way.</summary>
    public EvaluationOptions Evaluation { get; init; } = new();

    /// <summary>When the state is written down.</summary>
    public CheckpointOptions Checkpoints { get; init; } = new();

    /// <summary>The sampler that the artifact recommends; null members take the service's defaults.</summary>
    public SamplerSpec? Sampler { get; init; }

    /// <summary>What is wrong with the members: their paths and what would be right; empty if nothing is.</summary>
    public IEnumerable<(string Member, string Problem)> Problems() =>
    [
        .. OwnProblems(),
        .. ProcessProblems(),
        .. Under("data", Data.Problems()),
        .. Under("condition", Condition?.Problems() ?? []),
        .. Under("codes", Codes?.Problems() ?? []),
        .. CodeProblems(),
        .. Under("network", Network.Problems()),
        .. Under("preconditioning", Preconditioning.Problems()),
        .. Under("bridge", Bridge?.Problems() ?? []),
        .. Under("objective", Objective.Problems()),
        .. Under("noise", Noise.Problems()),
        .. Under("learningRate", LearningRate.Problems()),
        .. Under("optimiser", Optimiser.Problems()),
        .. Under("evaluation", Evaluation.Problems()),
        .. Under("checkpoints", Checkpoints.Problems()),
        .. SamplerProblems("sampler", Sampler),
        .. Evaluation.Final.SelectMany(entry => SamplerProblems($"evaluation.final.{entry.Key}", entry.Value)),
        .. Evaluation.Distances.SelectMany(entry => SamplerProblems($"evaluation.distances.{entry.Key}", entry.Value)),
    ];

    private static IEnumerable<(string Member, string Problem)> Under(string member, IEnumerable<(string Member, string Problem)> problems) =>
        problems.Select(p => ($"{member}.{p.Member}", p.Problem));

    // The rules of the service, so that a recipe cannot train for an hour and fail at its first evaluation.
    private static IEnumerable<(string Member, string Problem)> SamplerProblems(string member, SamplerSpec? sampler) =>
        SampleRequestValidator.Validate(new SampleRequest { Count = 1, Sampler = sampler }, new SampleLimits())
            .Select(violation => (member + violation.Pointer["/sampler".Length..].Replace('/', '.'), violation.Detail));

    private IEnumerable<(string Member, string Problem)> ProcessProblems()
    {
        try
        {
            var process = Process.Create();
            return Objective.Misfit(process, Preconditioning) is { } misfit ? [("objective", misfit)]
                : Bridge is not null && BridgeRecipe.Misfit(process, Preconditioning) is { } other ? [("bridge", other)]
                : [];
        }
        catch (ArgumentOutOfRangeException e)
        {
            return [("process." + (e.ParamName ?? "kind"), $"is {e.ActualValue}: {e.Message.Split('(')[0].Trim()}")];
        }
    }

    private IEnumerable<(string Member, string Problem)> CodeProblems()
    {
        if (Codes is null)
        {
            yield break;
        }

        if (Objective is not DenoisingObjective)
        {
            yield return ("codes", "are learnt by the objective denoising: weights of references would need the code's share in each of them");
        }

        if (Condition is not null || Bridge is not null)
        {
            yield return ("codes", "do not go with a condition or a bridge; leave one of them out");
        }

        if (Network.Misfit(Codes.Layout, Codes.Sizes.Length) is { } misfit)
        {
            yield return ("codes.layout", $"does not fit the network, which {misfit}");
        }
    }

    private IEnumerable<(string Member, string Problem)> OwnProblems()
    {
        if (Schema != 1)
        {
            yield return ("schema", $"is {Schema}, this version reads 1");
        }

        if (Name.Length is 0 or > 64 || !Name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') || Name[0] == '-')
        {
            yield return ("name", $"is '{Name}', must be 1 to 64 lower-case letters, digits and hyphens, and not begin with a hyphen");
        }

        if (Seed is < 0 or >= 1L << 53)
        {
            yield return ("seed", $"is {Seed}, must lie in 0 .. 2^53 - 1");
        }

        if (EmaDecay is not (>= 0 and < 1))
        {
            yield return ("emaDecay", $"is {EmaDecay}, must be at least 0 and below 1");
        }

        if (Condition is not null && Data.ClassCount == 0)
        {
            yield return ("condition", "needs data with classes");
        }

        if (Condition is not null && Bridge is not null)
        {
            yield return ("bridge", "has no place beside condition: leave one of them out");
        }

        if (Batch < 1)
        {
            yield return ("batch", $"is {Batch}, must be at least 1");
        }

        if (Steps is < 1 or > 1_000_000_000)
        {
            yield return ("steps", $"is {Steps}, must lie in 1 .. 10^9");
        }
    }
}
