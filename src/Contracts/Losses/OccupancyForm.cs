using System.Text.Json.Serialization;
using GenPhys.Contracts.Json;

namespace GenPhys.Contracts;

/// <summary>What an <see cref="OccupancyLoss"/> measures.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<OccupancyForm>))]
public enum OccupancyForm
{
    /// <summary>The signed distance to the region.</summary>
    Sdf,

    /// <summary>Of a disc, |p - center|^2 - radius^2.</summary>
    Squared,
}
