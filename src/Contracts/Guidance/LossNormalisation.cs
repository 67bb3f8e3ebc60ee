using System.Text.Json.Serialization;
using GenPhys.Contracts.Json;

namespace GenPhys.Contracts;

/// <summary>What a gradient is divided by.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<LossNormalisation>))]
public enum LossNormalisation
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The square root of the loss at the denoiser.</summary>
    Loss,

    /// <summary>Its own length.</summary>
    Gradient,
}
