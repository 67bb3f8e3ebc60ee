using System.Text.Json;

namespace GenPhys.Contracts.OpenInference;

/// <summary>An output that is wanted.</summary>
public sealed record InferRequestedOutput
{
    /// <summary><c>samples</c>.</summary>
    public required string Name { get; init; }

    /// <summary>No parameter of an output is known.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Parameters { get; init; }
}
