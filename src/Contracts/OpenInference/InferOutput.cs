namespace GenPhys.Contracts.OpenInference;

/// <summary>One output tensor.</summary>
public sealed record InferOutput
{
    /// <summary><c>samples</c>.</summary>
    public required string Name { get; init; }

    /// <summary><c>FP32</c>.</summary>
    public required string Datatype { get; init; }

    /// <summary>Rows first, then the shape of one sample.</summary>
    public required IReadOnlyList<int> Shape { get; init; }

    /// <summary>The values, row-major, each the shortest text of a float32; zeros in a failed row.</summary>
    public required float[] Data { get; init; }
}
