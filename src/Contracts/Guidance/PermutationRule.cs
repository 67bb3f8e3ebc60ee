using System.Text.Json.Serialization;
using GenPhys.Contracts.Json;

namespace GenPhys.Contracts;

/// <summary>Which of the equivalent orders of coordinates two samples are compared in.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<PermutationRule>))]
public enum PermutationRule
{
    /// <summary>The one of smallest distance, so that equivalent samples repel as equal ones do.</summary>
    Nearest,

    /// <summary>The one of smallest kernel, which is the largest distance.</summary>
    Farthest,
}
