using System.Text.Json;

namespace GenPhys.Contracts.OpenInference;

/// <summary>The body of a load or an unload.</summary>
public sealed record RepositoryModelRequest
{
    /// <summary>No parameter is known.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Parameters { get; init; }
}
