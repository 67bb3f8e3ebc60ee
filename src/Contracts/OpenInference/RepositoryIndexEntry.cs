namespace GenPhys.Contracts.OpenInference;

/// <summary>One model of the repository.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">The version that is loaded, or that a load would take.</param>
/// <param name="State"><c>READY</c>, <c>LOADING</c>, <c>UNLOADING</c> or <c>UNAVAILABLE</c>.</param>
/// <param name="Reason">Why it is unavailable; empty when there is nothing to say.</param>
public sealed record RepositoryIndexEntry(string Name, string Version, string State, string Reason);
