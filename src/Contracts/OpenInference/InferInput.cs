using System.Text.Json;

namespace GenPhys.Contracts.OpenInference;

/// <summary>One input tensor.</summary>
public sealed record InferInput
{
    /// <summary><c>count</c> or <c>seed</c>.</summary>
    public required string Name { get; init; }

    /// <summary><c>INT64</c>.</summary>
    public required string Datatype { get; init; }

    /// <summary><c>[1]</c>.</summary>
    public required IReadOnlyList<long> Shape { get; init; }

    /// <summary>No parameter of an input is known.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Parameters { get; init; }

    /// <summary>The one value.</summary>
    public required IReadOnlyList<long> Data { get; init; }
}
