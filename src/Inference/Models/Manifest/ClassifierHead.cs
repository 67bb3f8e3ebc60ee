using System.Text.Json.Serialization;

namespace GenPhys.Inference.Models.Manifest;

/// <summary>What the outputs of a network classifier are.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ClassifierHead>))]
public enum ClassifierHead
{
    /// <summary>One logit of the whole sample.</summary>
    [JsonStringEnumMemberName("scene")]
    Scene,

    /// <summary>One logit per agent, the first axis of a sample; their logarithms add up.</summary>
    [JsonStringEnumMemberName("agent")]
    Agent,
}
