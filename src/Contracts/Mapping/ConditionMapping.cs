using Proto = GenPhys.Protos.V1;

namespace GenPhys.Contracts.Mapping;

/// <summary>Conditions in protobuf.</summary>
public static class ConditionMapping
{
    /// <summary>The contract of a condition.</summary>
    /// <param name="condition">The message.</param>
    /// <returns>The contract; its values are yet to be checked.</returns>
    public static ConditionSpec ToContract(this Proto.Condition condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return new ConditionSpec { Label = condition.HasLabel ? condition.Label : null, Labels = condition.Labels.Count > 0 ? [.. condition.Labels] : null };
    }

    /// <summary>The message of a condition.</summary>
    /// <param name="condition">The contract.</param>
    /// <returns>The message.</returns>
    public static Proto.Condition ToProto(this ConditionSpec condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        var message = new Proto.Condition();
        message.Labels.AddRange(condition.Labels ?? []);
        WireEnum.Set(condition.Label, label => message.Label = label);
        return message;
    }
}
