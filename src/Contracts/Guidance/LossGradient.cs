using System.Text.Json.Serialization;
using GenPhys.Contracts.Json;

namespace GenPhys.Contracts;

/// <summary>How the Monte Carlo gradient is taken.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<LossGradient>))]
public enum LossGradient
{
    /// <summary>-sum_i w_i times the gradient of the loss at draw i.</summary>
    Draws,

    /// <summary>sum_i w_i e_i / r_t with the draws' noise e_i: needs no gradient of the loss, and has a higher variance.</summary>
    Score,
}
