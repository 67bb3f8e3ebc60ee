using System.Text.Json.Serialization;
using GenPhys.Contracts.Json;

namespace GenPhys.Contracts;

/// <summary>Where the lower level of a Restart interval goes on the main grid; no interval is ever dropped.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<RestartPlacement>))]
public enum RestartPlacement
{
    /// <summary>To the grid level nearest in noise, as in the paper.</summary>
    Nearest,

    /// <summary>To the grid level nearest in the logarithm of noise.</summary>
    NearestLog,

    /// <summary>It joins the grid as a level of its own.</summary>
    Insert,
}
