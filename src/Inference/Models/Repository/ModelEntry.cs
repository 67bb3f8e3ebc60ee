using GenPhys.Contracts;
using GenPhys.Inference.Models.Manifest;

namespace GenPhys.Inference.Models.Repository;

/// <summary>What the repository knows of one model.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">The version that is loaded, or that a load would take.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Manifest">Its manifest; null where it cannot be read.</param>
/// <param name="Error">What is wrong, of a failed model.</param>
public sealed record ModelEntry(string Name, int Version, ModelState State, ModelManifest? Manifest, string? Error);
