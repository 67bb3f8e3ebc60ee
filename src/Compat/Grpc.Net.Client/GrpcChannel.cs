using System.Net;
using Grpc.Core;
using Grpc.Net.Wire;

namespace Grpc.Net.Client;

/// <summary>Calls to one server over HTTP/2, in clear text (prior knowledge) or with TLS as the address says.</summary>
public sealed class GrpcChannel : ChannelBase, IDisposable
{
    private readonly bool disposeTransport;
    private int disposed;

    private GrpcChannel(Uri address, GrpcChannelOptions options)
        : base(address.Authority)
    {
        if (options.HttpClient is not null && options.HttpHandler is not null)
        {
            throw new ArgumentException("HttpClient and HttpHandler cannot both be set.", nameof(options));
        }

        if (options.Credentials is { } credentials && credentials.IsSecure != (address.Scheme == Uri.UriSchemeHttps))
        {
            throw new InvalidOperationException($"The credentials do not fit the scheme {address.Scheme} of the address.");
        }

        Address = address;
        MaxSendMessageSize = options.MaxSendMessageSize;
        MaxReceiveMessageSize = options.MaxReceiveMessageSize;
        ThrowOperationCanceled = options.ThrowOperationCanceledOnCancellation;
        Compressions = new CompressionProviders(options.CompressionProviders ?? []);
        disposeTransport = options.DisposeHttpClient || (options.HttpClient is null && options.HttpHandler is null);
        Transport = options.HttpClient
            ?? new HttpMessageInvoker(options.HttpHandler ?? CreateHandler(), disposeHandler: disposeTransport);
    }

    internal Uri Address { get; }

    internal HttpMessageInvoker Transport { get; }

    internal int? MaxSendMessageSize { get; }

    internal int? MaxReceiveMessageSize { get; }

    internal bool ThrowOperationCanceled { get; }

    internal CompressionProviders Compressions { get; }

    /// <summary>Makes a channel to an address such as <c>http://localhost:8081</c>.</summary>
    public static GrpcChannel ForAddress(string address) => ForAddress(address, new GrpcChannelOptions());

    /// <summary>Makes a channel with options.</summary>
    /// <exception cref="ArgumentException">Both <c>HttpClient</c> and <c>HttpHandler</c> are set.</exception>
    /// <exception cref="InvalidOperationException">The credentials do not fit the scheme of the address.</exception>
    public static GrpcChannel ForAddress(string address, GrpcChannelOptions channelOptions) => ForAddress(new Uri(address), channelOptions);

    /// <summary>Makes a channel to an address.</summary>
    public static GrpcChannel ForAddress(Uri address) => ForAddress(address, new GrpcChannelOptions());

    /// <summary>Makes a channel with options.</summary>
    /// <exception cref="ArgumentException">Both <c>HttpClient</c> and <c>HttpHandler</c> are set.</exception>
    /// <exception cref="InvalidOperationException">The credentials do not fit the scheme of the address.</exception>
    public static GrpcChannel ForAddress(Uri address, GrpcChannelOptions channelOptions)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(channelOptions);
        return new GrpcChannel(address, channelOptions);
    }

    /// <inheritdoc/>
    public override CallInvoker CreateCallInvoker()
    {
        ObjectDisposedException.ThrowIf(disposed != 0, this);
        return new HttpCallInvoker(this);
    }

    /// <summary>Ends the channel's connections unless they belong to a client or handler that was passed in.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 0 && disposeTransport)
        {
            Transport.Dispose();
        }
    }

    internal Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(disposed != 0, this);

        // A client would gather the whole response first; a bare invoker never does.
        return Transport is HttpClient client
            ? client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
            : Transport.SendAsync(request, cancellationToken);
    }

    /// <inheritdoc/>
    protected override Task ShutdownAsyncCore()
    {
        Dispose();
        return Task.CompletedTask;
    }

    private static SocketsHttpHandler CreateHandler() => new()
    {
        // One connection carries about a hundred calls at a time; without more of them the next call waits for a free place.
        EnableMultipleHttp2Connections = true,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
    };
}
