using System.Text.Json.Serialization;
using GenPhys.Training.Batches;
using static TorchSharp.torch;

namespace GenPhys.Training.Objectives;

/// <summary>Denoising score matching (Vincent 2011; Karras et al. 2022, eq. 2): the target is that of the one clean point that was perturbed.</summary>
public sealed record DenoisingObjective : Objective
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Target => "dsm";

    /// <inheritdoc/>
    public override Tensor Loss(nn.Module<Tensor, Tensor, Tensor> model, PerturbedBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using var scope = NewDisposeScope();
        return WeightedSquare(model, batch, SourceTarget.Of(batch)).MoveToOuterDisposeScope();
    }
}
