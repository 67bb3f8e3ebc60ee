using System.Text.Json.Serialization;
using GenPhys.Contracts.Json;

namespace GenPhys.Contracts;

/// <summary>How the weighted rows of a process with birth and death are resampled at the end.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<ResampleMethod>))]
public enum ResampleMethod
{
    /// <summary>Not at all: the weights are part of the answer.</summary>
    None,

    /// <summary>Systematic resampling.</summary>
    Systematic,
}
