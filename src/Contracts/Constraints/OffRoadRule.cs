using System.Text.Json.Serialization;
using GenPhys.Contracts.Json;

namespace GenPhys.Contracts;

/// <summary>When an agent counts as off the road.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<OffRoadRule>))]
public enum OffRoadRule
{
    /// <summary>When any corner of its rectangle is outside.</summary>
    AnyCornerOut,

    /// <summary>When all four corners are outside.</summary>
    AllCornersOut,

    /// <summary>When its centre is outside.</summary>
    CenterOut,
}
