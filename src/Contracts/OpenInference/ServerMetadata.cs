namespace GenPhys.Contracts.OpenInference;

/// <summary>What the server says of itself (Open Inference Protocol v2).</summary>
/// <param name="Name">Name of the service.</param>
/// <param name="Version">Its version.</param>
/// <param name="Extensions">The extensions of the protocol that it has.</param>
public sealed record ServerMetadata(string Name, string Version, IReadOnlyList<string> Extensions);
