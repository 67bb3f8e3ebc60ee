using System.Text.Json.Serialization;
using GenPhys.Contracts.Json;

namespace GenPhys.Contracts;

/// <summary>Where a model is in its life.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<ModelState>))]
public enum ModelState
{
    /// <summary>Known to the repository, not in memory.</summary>
    Unloaded,

    /// <summary>Being read or warmed up.</summary>
    Loading,

    /// <summary>Warm: every evaluation size has run.</summary>
    Ready,

    /// <summary>Finishing the requests that began on it; admits nothing new.</summary>
    Unloading,

    /// <summary>Could not be loaded; <see cref="ModelInfo.Error"/> says why.</summary>
    Failed,
}
