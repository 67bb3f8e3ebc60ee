using System.Text.Json.Serialization;

namespace GenPhys.Contracts.OpenInference;

/// <summary>The answer to an <see cref="InferRequest"/>.</summary>
public sealed record InferResponse
{
    /// <summary>The model's name.</summary>
    [JsonPropertyName("model_name")]
    public required string ModelName { get; init; }

    /// <summary>The version that ran.</summary>
    [JsonPropertyName("model_version")]
    public required string ModelVersion { get; init; }

    /// <summary>The request's id.</summary>
    public required string Id { get; init; }

    /// <summary>What else there is to say.</summary>
    public required InferFacts Parameters { get; init; }

    /// <summary>The one output, <c>samples</c>.</summary>
    public required IReadOnlyList<InferOutput> Outputs { get; init; }
}
