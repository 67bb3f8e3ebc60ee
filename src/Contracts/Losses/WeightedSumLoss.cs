using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>The sum of several losses, each with its own weight: joint guidance, unlike separate terms.</summary>
public sealed record WeightedSumLoss : LossSpec
{
    /// <summary>Losses, 1 or more.</summary>
    public required IReadOnlyList<LossSpec> Of { get; init; }

    internal override void Check(Violations found, JsonPointer at)
    {
        base.Check(found, at);
        found.NotEmpty(Of.Count, at["of"]);
        for (var i = 0; i < Of.Count; i++)
        {
            Of[i].Check(found, at["of"][i]);
        }
    }
}
