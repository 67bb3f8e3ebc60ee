using System.Text.Json.Serialization;
using GenPhys.Inference.Preconditioning;
using GenPhys.Inference.Processes;
using GenPhys.Training.Batches;
using GenPhys.Training.NoiseLevels;
using static TorchSharp.torch;

namespace GenPhys.Training.Objectives;

/// <summary>
/// Distillation of a guided model into one network (Naderiparizi et al. 2024, eq. 12): the target at a perturbed real point is the teacher's guided
/// denoiser, so that one evaluation of the student stands for the teacher and its whole stack. Real points alone leave gaps between them at low noise, where the
/// teacher's own samples can be added: the student then learns where it will be asked.
/// </summary>
public sealed record DistillationObjective : Objective
{
    /// <summary>Name of the teacher in the repository that the result goes to.</summary>
    public required string Teacher { get; init; }

    /// <summary>Whether training begins with the teacher's own denoiser (default) or from noise; both have one shape then.</summary>
    public bool StartFromTeacher { get; init; } = true;

    /// <summary>Samples of the teacher that join the real points, by its default sampler, 0 to 10^6 (default 0).</summary>
    public int TeacherSamples { get; init; }

    /// <summary>The law of the noise levels of training where it is to differ from the recipe's, which judges; null for the recipe's own.</summary>
    public NoiseLevelLaw? Levels { get; init; }

    /// <summary>The teacher's guided denoiser D(x; sigma), bound before training.</summary>
    [JsonIgnore]
    public nn.Module<Tensor, Tensor, Tensor>? Bound { get; init; }

    /// <summary>The teacher's denoiser without its stack, bound before training; what the student is compared with.</summary>
    [JsonIgnore]
    public nn.Module<Tensor, Tensor, Tensor>? Baseline { get; init; }

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

        if (TeacherSamples is < 0 or > 1_000_000)
        {
            yield return ("teacherSamples", $"is {TeacherSamples}, must lie in 0 .. 10^6");
        }

        foreach (var (member, problem) in Levels?.Problems() ?? [])
        {
            yield return ($"levels.{member}", problem);
        }
    }

    /// <inheritdoc/>
    public override Perturbation Perturbation(GenerativeProcess process, NoiseLevelLaw law) => base.Perturbation(process, Levels ?? law);

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
