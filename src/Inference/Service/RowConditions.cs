using GenPhys.Contracts;
using GenPhys.Contracts.Validation;
using GenPhys.Inference.Models.Repository;

namespace GenPhys.Inference.Service;

/// <summary>The condition of each row of a request.</summary>
internal static class RowConditions
{
    /// <summary>0 for none, else 1 and the class, per row; null where the request has no condition.</summary>
    /// <exception cref="GenPhysException">The model takes no condition, or has no such class.</exception>
    public static int[]? Of(ConditionSpec? condition, int rows, LoadedModel model)
    {
        if (condition is null)
        {
            return null;
        }

        var at = JsonPointer.Root["condition"];
        var classes = model.EngineModel.Field.Classes;
        if (classes == 0)
        {
            throw new GenPhysException(ErrorCode.UnsupportedCombination, $"The model {model.Manifest.Name} takes no condition; leave it out.", at.ToString());
        }

        var labels = condition.Labels ?? [.. Enumerable.Repeat(condition.Label!.Value, rows)];
        var bad = Array.FindIndex(labels, label => label >= classes);
        return bad < 0
            ? [.. labels.Select(label => label + 1)]
            : throw new GenPhysException(
                ErrorCode.Validation,
                $"The model has classes 0 to {classes - 1}, and no class {labels[bad]}.",
                (condition.Labels is null ? at["label"] : at["labels"][bad]).ToString());
    }
}
