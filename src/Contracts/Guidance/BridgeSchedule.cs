using System.Text.Json.Serialization;
using GenPhys.Contracts.Json;

namespace GenPhys.Contracts;

/// <summary>The factor gamma of a manual bridge by noise level.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<BridgeSchedule>))]
public enum BridgeSchedule
{
    /// <summary>w (1/sigma^2 - 1/sigma_max^2): 0 at the prior, without bound at the data.</summary>
    Vanishing,

    /// <summary>w / sigma^2.</summary>
    InvSigma2,
}
