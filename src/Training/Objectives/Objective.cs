using System.Text.Json.Serialization;
using GenPhys.Inference.Preconditioning;
using GenPhys.Inference.Processes;
using GenPhys.Training.Batches;
using GenPhys.Training.NoiseLevels;
using static TorchSharp.torch;

namespace GenPhys.Training.Objectives;

/// <summary>What training minimises: the member <c>objective</c>, told apart by <c>kind</c>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(DenoisingObjective), "denoising")]
[JsonDerivedType(typeof(StableTargetFieldObjective), "stableTargetField")]
[JsonDerivedType(typeof(PoissonFieldObjective), "poissonField")]
[JsonDerivedType(typeof(DistillationObjective), "distillation")]
public abstract record Objective
{
    /// <summary>Name of the regression target in a model's provenance.</summary>
    [JsonIgnore]
    public abstract string Target { get; }

    /// <summary>Rows that a step draws from the data, its sources among them.</summary>
    /// <param name="batch">Sources per step.</param>
    /// <returns>At least <paramref name="batch"/>.</returns>
    public virtual int ReferenceCount(int batch) => batch;

    /// <summary>How the sources are perturbed: the process's kernel at levels of the recipe's law, unless the objective has a law of its own.</summary>
    /// <param name="process">The process.</param>
    /// <param name="law">The recipe's law of the noise levels.</param>
    /// <returns>The perturbation.</returns>
    public virtual Perturbation Perturbation(GenerativeProcess process, NoiseLevelLaw law) => new KernelPerturbation(process, law);

    /// <summary>What is wrong with the members: their JSON names and what would be right; empty if nothing is.</summary>
    public virtual IEnumerable<(string Member, string Problem)> Problems() => [];

    /// <summary>Why the objective does not go with the rest of a recipe; null if it does.</summary>
    /// <param name="process">The process.</param>
    /// <param name="preconditioning">The preconditioning.</param>
    /// <returns>What would be right, or null.</returns>
    public virtual string? Misfit(GenerativeProcess process, Preconditioner preconditioning) =>
        process.HasBirthAndDeath ? $"makes a network, which gives no rate of birth and death, and the process {process.Kind} needs one: serve its data with a field of kind empirical"
        : preconditioning is PoissonFieldPreconditioner ? "regresses on a denoiser, and the preconditioning poissonField goes with the objective poissonField"
        : null;

    /// <summary>The loss of one batch.</summary>
    /// <param name="model">The denoiser under training, D(x <c>[b, dim + columns]</c>; sigma <c>[b]</c>).</param>
    /// <param name="batch">Perturbed sources and their references.</param>
    /// <returns>A scalar with a gradient.</returns>
    public abstract Tensor Loss(nn.Module<Tensor, Tensor, Tensor> model, PerturbedBatch batch);

    /// <summary>mean_i lambda(sigma_i) |D(x_i; sigma_i) - target_i|^2 with lambda = 1/c_out^2 (Karras et al. 2022, eq. 2 and 8).</summary>
    /// <param name="model">The denoiser under training, D(x <c>[b, dim + columns]</c>; sigma <c>[b]</c>).</param>
    /// <param name="batch">Perturbed sources.</param>
    /// <param name="target">The clean target of each source, <c>[b, dim]</c>.</param>
    public static Tensor WeightedSquare(nn.Module<Tensor, Tensor, Tensor> model, PerturbedBatch batch, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(batch);
        using var scope = NewDisposeScope();
        var error = (model.forward(batch.Input, batch.Sigma) - target).square().sum(1);
        return (batch.LossWeight * error).mean().MoveToOuterDisposeScope();
    }
}
