namespace GenPhys.Contracts.OpenInference;

/// <summary>Asks for the models of the repository.</summary>
public sealed record RepositoryIndexRequest
{
    /// <summary>Whether only models that are ready are wanted; no by default.</summary>
    public bool? Ready { get; init; }
}
