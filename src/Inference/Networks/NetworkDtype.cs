using System.Text.Json.Serialization;

namespace GenPhys.Inference.Networks;

/// <summary>The number type in which a network's weights are stored and its evaluation runs.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<NetworkDtype>))]
public enum NetworkDtype
{
    /// <summary>IEEE 754 binary32.</summary>
    [JsonStringEnumMemberName("float32")]
    Float32,

    /// <summary>IEEE 754 binary64.</summary>
    [JsonStringEnumMemberName("float64")]
    Float64,
}
