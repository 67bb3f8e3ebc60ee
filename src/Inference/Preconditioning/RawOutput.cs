using System.Text.Json.Serialization;

namespace GenPhys.Inference.Preconditioning;

/// <summary>What a network without preconditioning of its own predicts.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RawOutput>))]
public enum RawOutput
{
    /// <summary>The denoised datum D(x; σ) = E[x₀ | x].</summary>
    [JsonStringEnumMemberName("denoised")]
    Denoised,

    /// <summary>The noise ε = (x − D)/σ.</summary>
    [JsonStringEnumMemberName("noise")]
    Noise,

    /// <summary>The score s = ∇ log p = (D − x)/σ² of the marginal in the network's own input coordinates.</summary>
    [JsonStringEnumMemberName("score")]
    Score,
}
