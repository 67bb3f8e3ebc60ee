using System.Text.Json.Serialization;
using GenPhys.Training.Batches;
using static TorchSharp.torch;

namespace GenPhys.Training.Objectives;

/// <summary>
/// The stable target field (Xu, Tong and Jaakkola 2023, eq. 5): the target is the posterior mean over a reference batch
/// that holds the source and is drawn without replacement.
/// </summary>
public sealed record StableTargetFieldObjective : Objective
{
    /// <summary>n, the rows of the reference batch, at least the batch and at most the data (default: the batch).</summary>
    public int? References { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Target => "stf";

    /// <inheritdoc/>
    public override int ReferenceCount(int batch) => References ?? batch;

    /// <inheritdoc/>
    public override IEnumerable<(string Member, string Problem)> Problems()
    {
        if (References is < 1)
        {
            yield return ("references", $"is {References}, must be at least 1");
        }
    }

    /// <inheritdoc/>
    public override Tensor Loss(nn.Module<Tensor, Tensor, Tensor> model, PerturbedBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using var scope = NewDisposeScope();
        var target = StableTargetField.PosteriorMean(batch);
        return WeightedSquare(model, batch, target).MoveToOuterDisposeScope();
    }
}
