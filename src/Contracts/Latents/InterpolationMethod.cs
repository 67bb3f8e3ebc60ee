using System.Text.Json.Serialization;
using GenPhys.Contracts.Json;

namespace GenPhys.Contracts;

/// <summary>The way between latents.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<InterpolationMethod>))]
public enum InterpolationMethod
{
    /// <summary>
    /// Directions along the great circle (Shoemake 1985; their weighted mean on the sphere for more than two ends), the logarithm of the radius linear.
    /// Ends of one radius stay on it, as PFGM's prior asks.
    /// </summary>
    Slerp,

    /// <summary>The straight line.</summary>
    Lerp,
}
