using System.Text.Json.Serialization;

namespace GenPhys.Inference.Preconditioning;

/// <summary>The coordinates in which a network without preconditioning of its own reads x.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RawInput>))]
public enum RawInput
{
    /// <summary>x = x₀ + σ ε.</summary>
    [JsonStringEnumMemberName("varianceExploding")]
    VarianceExploding,

    /// <summary>x/√(1 + σ²) = √α x₀ + √(1 − α) ε with α = 1/(1 + σ²).</summary>
    [JsonStringEnumMemberName("variancePreserving")]
    VariancePreserving,
}
