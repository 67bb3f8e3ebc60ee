using System.IO.Compression;
using Grpc.Net.Compression;
using Grpc.Net.Wire;

namespace Grpc.AspNetCore.Server;

/// <summary>The options of a service as its calls use them.</summary>
internal sealed class MethodOptions
{
    public MethodOptions(GrpcServiceOptions options)
    {
        MaxSendMessageSize = options.MaxSendMessageSize;
        MaxReceiveMessageSize = options.MaxReceiveMessageSize;
        DetailedErrors = options.EnableDetailedErrors == true;
        CompressionLevel = options.ResponseCompressionLevel;
        Compressions = new CompressionProviders(options.CompressionProviders);
        Interceptors = [.. options.Interceptors];
        if (!Compressions.TryFind(options.ResponseCompressionAlgorithm, out ICompressionProvider? compression))
        {
            throw new InvalidOperationException(
                $"The response compression {options.ResponseCompressionAlgorithm} has no provider. Known: {Compressions.AcceptEncoding}.");
        }

        ResponseCompression = compression;
    }

    public int? MaxSendMessageSize { get; }

    public int? MaxReceiveMessageSize { get; }

    public bool DetailedErrors { get; }

    public CompressionProviders Compressions { get; }

    public ICompressionProvider? ResponseCompression { get; }

    public CompressionLevel? CompressionLevel { get; }

    public IReadOnlyList<InterceptorRegistration> Interceptors { get; }
}
