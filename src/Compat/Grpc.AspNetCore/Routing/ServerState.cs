namespace Grpc.AspNetCore.Server;

/// <summary>Marks that the gRPC server was added, and remembers which answers for unknown names are mapped.</summary>
internal sealed class ServerState
{
    private readonly HashSet<string> mapped = new(StringComparer.Ordinal);

    /// <summary>Whether a fallback of this name is new.</summary>
    public bool TryAddFallback(string name) => mapped.Add(name);
}
