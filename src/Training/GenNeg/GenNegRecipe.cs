using GenPhys.Contracts;
using GenPhys.Inference.Models.Manifest;
using GenPhys.Training.Recipes;

namespace GenPhys.Training.GenNeg;

/// <summary>
/// How a stack of classifiers is made for a model (Naderiparizi et al. 2024, algorithm 1): sample the model as it stands, let a constraint label the
/// samples, train a classifier to be Bayes optimal under the model's own law, stack it, and begin again.
/// </summary>
public sealed record GenNegRecipe : PartRecipe
{
    /// <summary>Name of the model to begin with, in the repository that the result goes to; its field is a network.</summary>
    public required string Base { get; init; }

    /// <summary>The oracle: samples inside are valid.</summary>
    public required ConstraintSpec Constraint { get; init; }

    /// <summary>Classifiers of the stack, 1 to 16.</summary>
    public required int Iterations { get; init; }

    /// <summary>Stops early once the infraction rate is at most this, 0 to 1 (default 0: never before the last iteration).</summary>
    public double StopAtRate { get; init; }

    /// <summary>
    /// Stops early once the held-out loss of the guided denoiser, minus the reduced ELBO, is above that of the base by more than this share, at least 0; the
    /// classifier that did it is left out (default: never).
    /// </summary>
    public double? StopAtLossRise { get; init; }

    /// <summary>How samples are drawn, for training and for the count of valid ones: alpha belongs to the model and its sampler.</summary>
    public required SamplerSpec Sampler { get; init; }

    /// <summary>N, valid and invalid samples of one classifier each, 16 to 10^7.</summary>
    public required int SamplesPerClass { get; init; }

    /// <summary>Most draws for one classifier (default 50 million); where they do not suffice, the stack ends there.</summary>
    public long MaxDraws { get; init; } = 50_000_000;

    /// <summary>How the samples of a classifier come about (default by drawing from the model as it stands).</summary>
    public SetGeneration Generation { get; init; }

    /// <summary>For generation sis, classifiers of the stack that the proposal has, fewer than the model as it stands where there are any, 0 or more (default 0).</summary>
    public int Proposal { get; init; }

    /// <summary>For generation sis, paths of one classifier, 16 to 10^8 (default twice samplesPerClass).</summary>
    public long? Paths { get; init; }

    /// <summary>What the classifiers are trained on (default balanced classes with importance weights).</summary>
    public ClassBalance Balance { get; init; }

    /// <summary>Whether a classifier has one logit for the sample (default) or one per agent, the first axis of a sample, each learnt from that agent's own verdict.</summary>
    public ClassifierHead Head { get; init; }

    /// <summary>What the network's outputs are multiplied by to become logits (default the share of the signal).</summary>
    public LogitScale LogitScale { get; init; } = LogitScale.Signal;

    /// <summary>Samples by which the infraction rate is measured after each iteration, 1 to 10^7 (default 20,480).</summary>
    public int EvaluationSamples { get; init; } = 20_480;

    /// <summary>Samplers by which the infraction rate of the whole stack is measured, by the name of the metric; none by default.</summary>
    public IReadOnlyDictionary<string, SamplerSpec> Final { get; init; } = new Dictionary<string, SamplerSpec>();

    /// <summary>What is added to the logits while training: the prior's own logit, to which those with <see cref="LogitScale.Signal"/> then tend.</summary>
    internal double TrainedShift(double prior) =>
        LogitScale == LogitScale.Signal && Balance is not (ClassBalance.Unweighted or ClassBalance.Shifted) ? Logit(prior) : 0;

    /// <summary>What is added to the logits while guiding.</summary>
    internal double GuidingShift(double prior) => Balance == ClassBalance.Shifted ? Logit(prior) : TrainedShift(prior);

    // A class that was never drawn leaves a finite prior.
    private static double Logit(double prior) => Math.Clamp(Math.Log(prior / (1 - prior)), -30, 30);

    /// <inheritdoc/>
    protected override IEnumerable<(string Member, string Problem)> OwnProblems()
    {
        if (Base == Name)
        {
            yield return ("name", $"is '{Name}', must differ from base");
        }

        if (Iterations is < 1 or > 16)
        {
            yield return ("iterations", $"is {Iterations}, must lie in 1 .. 16");
        }

        if (StopAtRate is not (>= 0 and <= 1))
        {
            yield return ("stopAtRate", $"is {StopAtRate}, must lie in 0 .. 1");
        }

        if (StopAtLossRise is not (null or >= 0))
        {
            yield return ("stopAtLossRise", $"is {StopAtLossRise}, must be at least 0");
        }

        if (Proposal < 0)
        {
            yield return ("proposal", $"is {Proposal}, must be at least 0");
        }

        if (Paths is < 16 or > 100_000_000)
        {
            yield return ("paths", $"is {Paths}, must lie in 16 .. 10^8");
        }

        if (Generation == SetGeneration.Sis && Sampler is not (DdpmSampler or EulerMaruyamaSampler { Langevin: null or > 0 }))
        {
            yield return ("sampler.kind", "must be ddpm or eulerMaruyama for generation sis: other steps have no density that paths could be weighted by");
        }

        if (Generation == SetGeneration.Sis && Balance != ClassBalance.Importance)
        {
            yield return ("balance", "must be importance for generation sis: weighted samples have no other");
        }

        if (SamplesPerClass is < 16 or > 10_000_000)
        {
            yield return ("samplesPerClass", $"is {SamplesPerClass}, must lie in 16 .. 10^7");
        }

        if (MaxDraws < 2L * SamplesPerClass)
        {
            yield return ("maxDraws", $"is {MaxDraws}, must be at least twice samplesPerClass ({2L * SamplesPerClass})");
        }

        if (Batch % 2 != 0)
        {
            yield return ("batch", $"is {Batch}, must be even: half of it is of each class");
        }

        if (EvaluationSamples is < 1 or > 10_000_000)
        {
            yield return ("evaluationSamples", $"is {EvaluationSamples}, must lie in 1 .. 10^7");
        }
    }
}
