namespace GenPhys.Contracts.OpenInference;

/// <summary>One input or output of a model.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Datatype">Its type, such as <c>FP32</c>.</param>
/// <param name="Shape">Its shape; -1 for an axis of any length.</param>
public sealed record TensorMetadata(string Name, string Datatype, IReadOnlyList<long> Shape);
