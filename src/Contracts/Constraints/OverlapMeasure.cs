using System.Text.Json.Serialization;
using GenPhys.Contracts.Json;

namespace GenPhys.Contracts;

/// <summary>What l is for two rectangles that overlap.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<OverlapMeasure>))]
public enum OverlapMeasure
{
    /// <summary>The area of their intersection. It has no position gradient where one rectangle lies within the other.</summary>
    Area,

    /// <summary>Half the square of the smallest shift along an edge normal that separates them.</summary>
    SatDepth,
}
