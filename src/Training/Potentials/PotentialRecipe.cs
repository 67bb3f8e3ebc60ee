using GenPhys.Inference.Guidance.Particles;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Inference.Networks;
using GenPhys.Training.Optimisation;
using GenPhys.Training.Recipes;

namespace GenPhys.Training.Potentials;

/// <summary>
/// How a model learns the joint potential Phi_t of particle guidance (Corso et al. 2024, section 4): by regression of Phi_0 of clean sets on their noisy selves,
/// with or without the factors gamma that keep the law of a single sample.
/// </summary>
public sealed record PotentialRecipe : PartRecipe
{
    /// <summary>Name of the model that gets the potential, in the repository that the result goes to; or a closed form: see <see cref="Field"/>.</summary>
    public string? Base { get; init; }

    /// <summary>The closed form that gets the potential, in place of <see cref="Base"/>; together with <see cref="Process"/>.</summary>
    public GaussianMixtureFieldSpec? Field { get; init; }

    /// <summary>Its process.</summary>
    public ProcessSpec? Process { get; init; }

    /// <summary>n, samples of a set, 2 to 128 (default 2).</summary>
    public int SetSize { get; init; } = 2;

    /// <summary>Phi_0.</summary>
    public required PotentialTarget Target { get; init; }

    /// <summary>Learns the factors that keep the law of a single sample first; without them where absent.</summary>
    public MarginalOptions? Marginals { get; init; }

    /// <summary>What the network reads of a pair: its difference (default), or both samples, which <see cref="Marginals"/> asks for.</summary>
    public PairForm Form { get; init; }

    /// <inheritdoc/>
    protected override IEnumerable<(string Member, string Problem)> OwnProblems()
    {
        if (Base is null == Field is null || Field is null != Process is null)
        {
            yield return ("base", "names a model, or field and process give a closed form; one of the two is needed");
        }

        if (Base == Name)
        {
            yield return ("name", $"is '{Name}', must differ from base");
        }

        if (SetSize is < 2 or > 128)
        {
            yield return ("setSize", $"is {SetSize}, must lie in 2 .. 128");
        }

        if (Form == PairForm.Difference && (Marginals is not null || !Target.BelowOne))
        {
            yield return ("form", "is difference, whose potentials stay below 1 and know no single sample; this target, or marginals, ask for both");
        }

        foreach (var problem in (IEnumerable<(string, string)>)[.. RecipeRules.Under("target", Target.Problems()), .. RecipeRules.Under("marginals", Marginals?.Problems() ?? [])])
        {
            yield return problem;
        }
    }
}

/// <summary>How the factors gamma are learnt (Corso et al. 2024, A.53): the member <c>marginals</c>.</summary>
public sealed record MarginalOptions
{
    /// <summary>The network of ln gamma, which begins at 0 (default two layers of 32).</summary>
    public MlpArchitecture Network { get; init; } = new() { Hidden = [32, 32] };

    /// <summary>The learning rate.</summary>
    public required LearningRate LearningRate { get; init; }

    /// <summary>Optimiser steps, 1 to 10^9.</summary>
    public required int Steps { get; init; }

    /// <summary>Longest step of one sample before the optimiser, above 0 (default 10): 1 / gamma^2 has no bound.</summary>
    public double Clip { get; init; } = 10;

    /// <summary>What is wrong with the members: their JSON names and what would be right; empty if nothing is.</summary>
    public IEnumerable<(string Member, string Problem)> Problems()
    {
        foreach (var (member, problem) in (IEnumerable<(string, string)>)
            [.. RecipeRules.Under("network", Network.Problems()), .. RecipeRules.Under("learningRate", LearningRate.Problems())])
        {
            yield return (member, problem);
        }

        if (Steps is < 1 or > 1_000_000_000)
        {
            yield return ("steps", $"is {Steps}, must lie in 1 .. 10^9");
        }

        if (!(Clip > 0))
        {
            yield return ("clip", $"is {Clip}, must be positive");
        }
    }
}
