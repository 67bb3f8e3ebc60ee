namespace GenPhys.Contracts;

/// <summary>One version of one model.</summary>
/// <param name="Name">The model's name in the repository.</param>
/// <param name="Version">Its version, from 1.</param>
public sealed record ModelReference(string Name, int Version);
