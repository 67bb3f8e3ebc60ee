namespace GenPhys.Contracts.OpenInference;

/// <summary>What the server says of a model.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Versions">The versions in the repository.</param>
/// <param name="Platform">What runs it: <c>genphys</c>.</param>
/// <param name="Inputs">What an inference takes.</param>
/// <param name="Outputs">What it gives.</param>
public sealed record ModelMetadata(
    string Name, IReadOnlyList<string> Versions, string Platform, IReadOnlyList<TensorMetadata> Inputs, IReadOnlyList<TensorMetadata> Outputs);
