using GenPhys.Inference.Codes;
using GenPhys.Inference.Networks;
using GenPhys.Training.Optimisation;

namespace GenPhys.Training.Disco;

/// <summary>
/// Gives a model discrete latent codes, learnt with the denoiser by an encoder that sees the clean datum (Xu et al. 2024, "DisCo-Diff"): the member <c>codes</c>.
/// </summary>
public sealed record CodeOptions
{
    /// <summary>Size of the codebook of each slot, 1 or more of 2 to 65,536, in the order in which the prior draws them.</summary>
    public required int[] Sizes { get; init; }

    /// <summary>How the network is told of them.</summary>
    public CodeLayout Layout { get; init; } = new();

    /// <summary>The encoder: clean points in, the logits of all slots out.</summary>
    public MlpArchitecture Encoder { get; init; } = new() { Hidden = [64, 64] };

    /// <summary>Temperature of the relaxation, above 0 (default 1).</summary>
    public double GumbelTemperature { get; init; } = 1;

    /// <summary>Whether training sees one-hot codes, with the gradient of the relaxation; not by default.</summary>
    public bool StraightThrough { get; init; }

    /// <summary>Part of the training rows whose whole code is taken away, 0 to 1 (default 0.1): from these the model learns what it knows without one.</summary>
    public double Dropout { get; init; } = 0.1;

    /// <summary>beta, the weight at the first step of the bonus for using every code, -beta H(mean of softmax(logits)) in nats (default 0: none).</summary>
    public double EntropyBonus { get; init; }

    /// <summary>Part of the steps at which beta has fallen to 0 in a straight line, above 0 and at most 1 (default 0.7).</summary>
    public double EntropyUntil { get; init; } = 0.7;

    /// <summary>How the prior is fitted.</summary>
    public CodePriorOptions Prior { get; init; } = new();

    /// <summary>beta at a step.</summary>
    /// <param name="step">The step's number, 1 for the first.</param>
    /// <param name="steps">Steps of the run.</param>
    /// <returns>0 or more.</returns>
    public double BonusAt(int step, int steps) => EntropyBonus * Math.Max(0, 1 - ((step - 1) / (EntropyUntil * steps)));

    /// <summary>What is wrong with the members: their JSON names and what would be right; empty if nothing is.</summary>
    /// <returns>Problems.</returns>
    public IEnumerable<(string Member, string Problem)> Problems()
    {
        if (Sizes.Length is < 1 or > 256 || Sizes.Any(size => size is < 2 or > 1 << 16))
        {
            yield return ("sizes", "must hold 1 to 256 sizes, each from 2 to 65,536");
        }

        foreach (var (at, problems) in new[] { ("layout", Layout.Problems()), ("encoder", Encoder.Problems()), ("prior", Prior.Problems()) })
        {
            foreach (var (member, problem) in problems)
            {
                yield return ($"{at}.{member}", problem);
            }
        }

        if (!(GumbelTemperature > 0) || double.IsInfinity(GumbelTemperature))
        {
            yield return ("gumbelTemperature", $"is {GumbelTemperature}, must be above 0 and finite");
        }

        if (Dropout is not (>= 0 and <= 1))
        {
            yield return ("dropout", $"is {Dropout}, must lie in 0 .. 1");
        }

        if (Dropout > 0 && !Layout.NullFlag && Layout.Injection == CodeInjection.Output)
        {
            yield return ("layout.nullFlag", "is false: a network that cannot see that a code is missing models the mixture, and the codes shrink; set it, or dropout to 0");
        }

        if (!(EntropyBonus >= 0) || double.IsInfinity(EntropyBonus))
        {
            yield return ("entropyBonus", $"is {EntropyBonus}, must be 0 or more and finite");
        }

        if (EntropyUntil is not (> 0 and <= 1))
        {
            yield return ("entropyUntil", $"is {EntropyUntil}, must be above 0 and at most 1");
        }
    }
}

/// <summary>
/// How the prior of codes is fitted, by cross-entropy with the encoder frozen and codes drawn anew for every batch. A single slot has a table of logits, which is the share of
/// each code; several have one network that sees the codes before (teacher forcing).
/// </summary>
public sealed record CodePriorOptions
{
    /// <summary>Draws per training point for the table and for the shares, 1 to 10,000 (default 20).</summary>
    public int Draws { get; init; } = 20;

    /// <summary>The network of several slots.</summary>
    public MlpArchitecture Network { get; init; } = new() { Hidden = [128, 128] };

    /// <summary>Its optimiser steps, 1 to 10^9 (default 3,000).</summary>
    public int Steps { get; init; } = 3000;

    /// <summary>Points per step, 1 or more (default 256).</summary>
    public int Batch { get; init; } = 256;

    /// <summary>Its learning rate.</summary>
    public LearningRate LearningRate { get; init; } = new ConstantRate { Rate = 1e-3 };

    /// <summary>What is wrong with the members: their JSON names and what would be right; empty if nothing is.</summary>
    /// <returns>Problems.</returns>
    public IEnumerable<(string Member, string Problem)> Problems()
    {
        foreach (var (member, problem) in Network.Problems())
        {
            yield return ($"network.{member}", problem);
        }

        foreach (var (member, problem) in LearningRate.Problems())
        {
            yield return ($"learningRate.{member}", problem);
        }

        if (Draws is < 1 or > 10_000)
        {
            yield return ("draws", $"is {Draws}, must lie in 1 .. 10,000");
        }

        if (Steps is < 1 or > 1_000_000_000)
        {
            yield return ("steps", $"is {Steps}, must lie in 1 .. 10^9");
        }

        if (Batch < 1)
        {
            yield return ("batch", $"is {Batch}, must be at least 1");
        }
    }
}
