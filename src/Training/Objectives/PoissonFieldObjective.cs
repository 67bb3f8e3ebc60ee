using System.Text.Json.Serialization;
using GenPhys.Inference.Networks;
using GenPhys.Inference.Preconditioning;
using GenPhys.Inference.Processes;
using GenPhys.Training.Batches;
using GenPhys.Training.NoiseLevels;
using static TorchSharp.torch;

namespace GenPhys.Training.Objectives;

/// <summary>
/// The normalised Poisson field of PFGM (Xu et al. 2022, algorithm 2): the network's N + 1 outputs are regressed on
/// -sqrt(N) E/(|E| + gamma), where E = (x - sum_k w_k y_k, z) is the field of a large batch of charges that holds the source, with
/// w_k proportional to (|x - y_k|^2 + z^2)^(-(N + 1)/2). A finite batch biases the ratio; a larger one less.
/// </summary>
public sealed record PoissonFieldObjective : Objective
{
    /// <summary>Charges of the large batch, at least the batch and at most the data (default: the batch).</summary>
    public int? References { get; init; }

    /// <summary>Standard deviation of the smallest perturbation, above 0 (default 0.01).</summary>
    public double Deviation { get; init; } = 0.01;

    /// <summary>tau: one unit of m multiplies a perturbation by 1 + tau; above 0 (default 0.03).</summary>
    public double Tau { get; init; } = 0.03;

    /// <summary>M, the largest m, above 0 (default 291); the largest z is about deviation (1 + tau)^M.</summary>
    public double LargestExponent { get; init; } = 291;

    /// <summary>Below this |eps_z| the exponents are limited, 0 or more (default 0.005).</summary>
    public double Guard { get; init; } = 0.005;

    /// <summary>The largest m below the guard, above 0 (default 200).</summary>
    public double LargestExponentBelowGuard { get; init; } = 200;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Target => "pfgm";

    /// <inheritdoc/>
    public override int ReferenceCount(int batch) => References ?? batch;

    /// <inheritdoc/>
    public override Perturbation Perturbation(GenerativeProcess process, NoiseLevelLaw law) =>
        new PoissonPerturbation(Deviation, Tau, LargestExponent, Guard, LargestExponentBelowGuard);

    /// <inheritdoc/>
    public override IEnumerable<(string Member, string Problem)> Problems()
    {
        if (References is < 1)
        {
            yield return ("references", $"is {References}, must be at least 1");
        }

        foreach (var (member, value) in new[] { ("deviation", Deviation), ("tau", Tau), ("largestExponent", LargestExponent), ("largestExponentBelowGuard", LargestExponentBelowGuard) })
        {
            if (!(value > 0 && double.IsFinite(value)))
            {
                yield return (member, $"is {value}, must be above 0 and finite");
            }
        }

        if (!(Guard >= 0 && double.IsFinite(Guard)))
        {
            yield return ("guard", $"is {Guard}, must be 0 or more and finite");
        }

        if (Math.Max(LargestExponent, LargestExponentBelowGuard) * Math.Log(1 + Tau) > 60)
        {
            yield return ("largestExponent", "lets (1 + tau)^m grow beyond e^60");
        }
    }

    /// <inheritdoc/>
    public override string? Misfit(GenerativeProcess process, Preconditioner preconditioning) =>
        process is not PfgmppProcess { AugmentedDimension: 1 } ? "is the field of one augmented dimension, that of the processes pfgm and poisson; use denoising or stableTargetField for others"
        : preconditioning is not PoissonFieldPreconditioner ? "needs the preconditioning poissonField, which reads the field's own component along z"
        : null;

    /// <inheritdoc/>
    public override Tensor Loss(nn.Module<Tensor, Tensor, Tensor> model, PerturbedBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (model is not DenoiserModule { Preconditioning: PoissonFieldPreconditioner preconditioning } module)
        {
            throw new ArgumentException("The model must be a denoiser with the preconditioning poissonField.", nameof(model));
        }

        using var scope = NewDisposeScope();
        var target = Field(batch, preconditioning.Gamma);
        var error = module.Raw(batch.Input, batch.Sigma) - target;
        return error.square().sum(1).mean().MoveToOuterDisposeScope();
    }

    /// <summary>The target of each source.</summary>
    /// <param name="batch">Perturbed sources with their charges.</param>
    /// <param name="gamma">gamma of the normaliser.</param>
    /// <returns><c>[b, dim + 1]</c>: the negative normalised field, its component along z last.</returns>
    public static Tensor Field(PerturbedBatch batch, double gamma)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var mean = StableTargetField.PosteriorMean(batch);
        var field = cat([batch.Perturbed - mean, batch.Sigma.unsqueeze(1)], 1);
        var norm = field.square().sum(1, keepdim: true).sqrt();
        return (-Math.Sqrt(batch.Noise.shape[1]) * field / (norm + gamma)).MoveToOuterDisposeScope();
    }
}
