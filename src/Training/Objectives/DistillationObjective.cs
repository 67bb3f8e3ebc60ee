using System.Text.Json.Serialization;
using GenPhys.Inference.Preconditioning;
using GenPhys.Inference.Processes;
using GenPhys.Training.Batches;
using static TorchSharp.torch;

namespace GenPhys.Training.Objectives;

/// <summary>
/// Distillation of a guided model into one network (Naderiparizi et al. 2024, eq. 12): the target at a perturbed real point is the teacher's guided
/// denoiser, so that one evaluation of the student stands for the teacher and its whole stack.
/// </summary>
public sealed record DistillationObjective : Objective
{
    /// <summary>Name of the teacher in the repository that the result goes to.</summary>
    public required string Teacher { get; init; }

    /// <summary>Whether training begins with the teacher's own denoiser (default) or from noise; both have one shape then.</summary>
    public bool StartFromTeacher { get; init; } = true;

    /// <summary>The teacher's guided denoiser D(x; sigma), bound before training.</summary>
    [JsonIgnore]
    public nn.Module<Tensor, Tensor, Tensor>? Bound { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Target => "distillation";

    /// <inheritdoc/>
    public override IEnumerable<(string Member, string Problem)> Problems()
    {
        if (string.IsNullOrWhiteSpace(Teacher))
        {
            yield return ("teacher", "must name a model");
        }
    }

    /// <inheritdoc/>
    public override string? Misfit(GenerativeProcess process, Preconditioner preconditioning) =>
        preconditioning is PoissonFieldPreconditioner ? "regresses on a denoiser, and the preconditioning poissonField does not" : null;

    /// <inheritdoc/>
    public override Tensor Loss(nn.Module<Tensor, Tensor, Tensor> model, PerturbedBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (Bound is null)
        {
            throw new InvalidOperationException("The teacher is bound before training.");
        }

        using var scope = NewDisposeScope();
        return WeightedSquare(model, batch, Bound.forward(batch.Perturbed, batch.Sigma).detach()).MoveToOuterDisposeScope();
    }
}
