using System.Text.Json.Serialization;
using GenPhys.Contracts.Json;

namespace GenPhys.Contracts;

/// <summary>The variable in which an adaptive solver takes its steps.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<StepVariable>))]
public enum StepVariable
{
    /// <summary>The logarithm of the level, ln z (ln sigma for diffusions).</summary>
    LogZ,

    /// <summary>The level itself.</summary>
    Z,
}
