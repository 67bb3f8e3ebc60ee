namespace GenPhys.Client;

/// <summary>What a client speaks.</summary>
public enum GenPhysProtocol
{
    /// <summary>HTTP/1.1 or 2 with JSON, samples as bytes, progress as server-sent events; the service's port 8080.</summary>
    Rest,

    /// <summary>gRPC over HTTP/2; the service's port 8081.</summary>
    Grpc,
}
