using GenPhys.Contracts;
using GenPhys.Inference.Models.Manifest;

namespace GenPhys.Inference.Models.Repository;

/// <summary>What the repository knows of one model, or of one version of it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">The version that is asked for; without one, the version that is served, or that a load would take.</param>
/// <param name="State">Where that version stands.</param>
/// <param name="Manifest">Its manifest; null where it cannot be read.</param>
/// <param name="Error">What is wrong, of a failed one.</param>
/// <param name="Loaded">Every version of the name that is on the device, ascending.</param>
public sealed record ModelEntry(string Name, int Version, ModelState State, ModelManifest? Manifest, string? Error, IReadOnlyList<int> Loaded);
