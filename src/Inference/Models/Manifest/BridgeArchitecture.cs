using System.Text.Json;
using System.Text.Json.Serialization;

namespace GenPhys.Inference.Models.Manifest;

/// <summary>How a network that was trained with a bridge uses it (Naderiparizi et al. 2025, eqs. 10 to 12).</summary>
[JsonConverter(typeof(BridgeArchitectureConverter))]
public enum BridgeArchitecture
{
    /// <summary>It is told of the bridge: s(x, c b).</summary>
    C,

    /// <summary>The bridge is added: s(x) + b.</summary>
    Db,

    /// <summary>Both: s(x, c b) + b.</summary>
    Mbm,
}

/// <summary>Writes the names in lower case.</summary>
internal sealed class BridgeArchitectureConverter() : JsonStringEnumConverter<BridgeArchitecture>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
