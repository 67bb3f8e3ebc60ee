using System.IO.Compression;
using Grpc.Net.Compression;

namespace Grpc.AspNetCore.Server;

/// <summary>Options of the services of this server.</summary>
public class GrpcServiceOptions
{
    private const int DefaultMaxReceiveMessageSize = 4 * 1024 * 1024;

    /// <summary>The largest message to send, bytes; null (the default) for no limit.</summary>
    public int? MaxSendMessageSize { get; set; }

    /// <summary>The largest message to receive after decompression, bytes; 4 MiB by default, null for no limit.</summary>
    public int? MaxReceiveMessageSize { get; set; } = DefaultMaxReceiveMessageSize;

    /// <summary>Whether the caller learns the message of an exception that no handler caught; off by default.</summary>
    public bool? EnableDetailedErrors { get; set; }

    /// <summary>The compression of responses, such as <c>gzip</c>, where the client accepts it; null (the default) for none.</summary>
    public string? ResponseCompressionAlgorithm { get; set; }

    /// <summary>The level of compression of responses; null for the provider's own.</summary>
    public CompressionLevel? ResponseCompressionLevel { get; set; }

    /// <summary>Compressions beyond gzip, which is always there.</summary>
    public IList<ICompressionProvider> CompressionProviders { get; set; } = [];

    /// <summary>Whether a call of a service that is not mapped falls through to HTTP's 404 instead of UNIMPLEMENTED; off by default.</summary>
    public bool? IgnoreUnknownServices { get; set; }

    /// <summary>The interceptors around every call, the first one outermost.</summary>
    public InterceptorCollection Interceptors { get; } = [];

    internal void CopyFrom(GrpcServiceOptions other)
    {
        MaxSendMessageSize = other.MaxSendMessageSize;
        MaxReceiveMessageSize = other.MaxReceiveMessageSize;
        EnableDetailedErrors = other.EnableDetailedErrors;
        ResponseCompressionAlgorithm = other.ResponseCompressionAlgorithm;
        ResponseCompressionLevel = other.ResponseCompressionLevel;
        CompressionProviders = [.. other.CompressionProviders];
        foreach (InterceptorRegistration registration in other.Interceptors)
        {
            Interceptors.Add(registration);
        }
    }
}
