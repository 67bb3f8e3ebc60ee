using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>What a conditional model is conditioned on: the class of the samples.</summary>
public sealed record ConditionSpec
{
    /// <summary>Class of every row, from 0.</summary>
    public int? Label { get; init; }

    /// <summary>Class of each row, from 0, <c>[count]</c>, in place of the label of all.</summary>
    public int[]? Labels { get; init; }

    internal void Check(Violations found, JsonPointer at, int count)
    {
        if (Label is null == Labels is null)
        {
            found.Add(ErrorCode.Validation, at, "A condition has either a label or labels.");
        }

        found.AtLeast(Label, 0, at["label"]);
        if (Labels is null)
        {
            return;
        }

        found.Count(Labels.Length, count, at["labels"]);
        for (var i = 0; i < Labels.Length; i++)
        {
            found.AtLeast(Labels[i], 0, at["labels"][i]);
        }
    }
}
