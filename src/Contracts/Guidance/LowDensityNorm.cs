using System.Text.Json.Serialization;
using GenPhys.Contracts.Json;

namespace GenPhys.Contracts;

/// <summary>What the gradients of low-density guidance are divided by.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<LowDensityNorm>))]
public enum LowDensityNorm
{
    /// <summary>Their Euclidean length.</summary>
    L2,

    /// <summary>Their largest coordinate in size.</summary>
    Linf,
}
