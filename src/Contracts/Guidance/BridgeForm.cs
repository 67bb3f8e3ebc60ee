using System.Text.Json.Serialization;
using GenPhys.Contracts.Json;

namespace GenPhys.Contracts;

/// <summary>The drift of a bridge.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<BridgeForm>))]
public enum BridgeForm
{
    /// <summary>The manual bridge -gamma grad l of a distance: 0 inside the set.</summary>
    Manual,

    /// <summary>The exact diffusion bridge of a union of boxes: the score of its uniform law under the noise.</summary>
    Diffusion,
}
