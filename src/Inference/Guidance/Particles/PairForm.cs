using System.Text.Json.Serialization;

namespace GenPhys.Inference.Guidance.Particles;

/// <summary>What the network of a learned potential reads of a pair, and what its number f means.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PairForm>))]
public enum PairForm
{
    /// <summary>f of the difference x_i - x_j, and Phi = sigmoid(f): for potentials in (0, 1) that do not change when both samples are moved.</summary>
    [JsonStringEnumMemberName("difference")]
    Difference,

    /// <summary>f of both samples, and Phi = exp(f): for any potential above 0.</summary>
    [JsonStringEnumMemberName("both")]
    Both,
}
