using System.Text.Json.Serialization;
using GenPhys.Contracts.Json;

namespace GenPhys.Contracts;

/// <summary>What the first term of low-density guidance ascends.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<LowDensityObjective>))]
public enum LowDensityObjective
{
    /// <summary>The hardness of the own class relative to all classes; it needs two classes or more, and seeks their boundaries.</summary>
    Contrastive,

    /// <summary>The hardness of the own class alone; it seeks the tails.</summary>
    Plain,
}
