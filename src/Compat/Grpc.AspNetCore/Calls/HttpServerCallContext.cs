using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Wire;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server;

/// <summary>A call over an HTTP/2 request, as its handler sees it.</summary>
internal sealed class HttpServerCallContext(HttpContext http, IMethod method, ResponseChannel response) : ServerCallContext
{
    private static readonly AuthContext Unauthenticated = new(null, []);

    private CallDeadline? deadline;
    private CancellationToken cancellation = http.RequestAborted;
    private Metadata? requestHeaders;
    private Metadata? responseTrailers;

    public HttpContext Http => http;

    public ResponseChannel Response => response;

    public bool HasTrailers => responseTrailers is { Count: > 0 };

    /// <summary>Whether the deadline has begun to end the call; the token follows once the client has its answer.</summary>
    public bool DeadlinePassed => deadline is { HasPassed: true };

    protected override string MethodCore => method.FullName;

    protected override string HostCore => http.Request.Host.Value ?? "";

    protected override string PeerCore => http.Connection.RemoteIpAddress switch
    {
        null => "unknown",
        { AddressFamily: AddressFamily.InterNetwork } address => $"ipv4:{address}:{http.Connection.RemotePort}",
        { IsIPv4MappedToIPv6: true } address => $"ipv4:{address.MapToIPv4()}:{http.Connection.RemotePort}",
        IPAddress address => $"ipv6:[{address}]:{http.Connection.RemotePort}",
    };

    protected override DateTime DeadlineCore => deadline?.Time ?? DateTime.MaxValue;

    protected override Metadata RequestHeadersCore => requestHeaders ??= ReadHeaders();

    protected override CancellationToken CancellationTokenCore => cancellation;

    protected override Metadata ResponseTrailersCore => responseTrailers ??= [];

    protected override Status StatusCore { get; set; }

    protected override WriteOptions? WriteOptionsCore { get; set; }

    protected override AuthContext AuthContextCore => Unauthenticated;

    public void SetDeadline(CallDeadline callDeadline, CancellationToken token) => (deadline, cancellation) = (callDeadline, token);

    /// <summary>Broken base64 is found before the handler runs: there is no good moment to tell it later.</summary>
    public void CheckBinaryHeaders()
    {
        foreach (string name in http.Request.Headers.Keys)
        {
            if (MetadataText.IsBinary(name))
            {
                requestHeaders = ReadHeaders();
                return;
            }
        }
    }

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) =>
        throw new NotSupportedException("Pass Deadline and CancellationToken of the context to the calls of the handler.");

    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders)
    {
        ArgumentNullException.ThrowIfNull(responseHeaders);
        return response.SendHeadersAsync(responseHeaders);
    }

    private Metadata ReadHeaders()
    {
        var headers = new Metadata();
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in http.Request.Headers)
        {
            if (MetadataText.IsReserved(name))
            {
                continue;
            }

            foreach (string? value in values)
            {
                if (!MetadataText.TryAdd(headers, name, value ?? ""))
                {
                    throw new MalformedMessageException(StatusCode.Internal, $"The value of the binary header {name} is no base64.");
                }
            }
        }

        return headers;
    }
}
