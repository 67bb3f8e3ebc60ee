using Grpc.Core;
using Grpc.Net.Compression;

namespace Grpc.Net.Client;

/// <summary>Options of a channel.</summary>
public sealed class GrpcChannelOptions
{
    private const int DefaultMaxReceiveMessageSize = 4 * 1024 * 1024;

    /// <summary>Clear text or TLS; null (the default) leaves it to the address.</summary>
    public ChannelCredentials? Credentials { get; set; }

    /// <summary>The largest message to send, bytes; null (the default) for no limit.</summary>
    public int? MaxSendMessageSize { get; set; }

    /// <summary>The largest message to receive after decompression, bytes; 4 MiB by default, null for no limit.</summary>
    public int? MaxReceiveMessageSize { get; set; } = DefaultMaxReceiveMessageSize;

    /// <summary>Compressions beyond gzip, which is always there; null for none.</summary>
    public IList<ICompressionProvider>? CompressionProviders { get; set; }

    /// <summary>The client to send with; null (the default) for one of the channel's own. Not together with <see cref="HttpHandler"/>.</summary>
    public HttpClient? HttpClient { get; set; }

    /// <summary>The handler to send with; null (the default) for one of the channel's own. Not together with <see cref="HttpClient"/>.</summary>
    public HttpMessageHandler? HttpHandler { get; set; }

    /// <summary>Whether the end of the channel disposes <see cref="HttpClient"/> or <see cref="HttpHandler"/>; off by default.</summary>
    public bool DisposeHttpClient { get; set; }

    /// <summary>
    /// Whether a call that was cancelled here, or ran past its deadline, fails with an <see cref="OperationCanceledException"/> instead of an
    /// <see cref="RpcException"/>; off by default.
    /// </summary>
    public bool ThrowOperationCanceledOnCancellation { get; set; }
}
