using System.Net;
using GenPhys.Api.Options;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace GenPhys.Api.Hosting;

/// <summary>Where the web server listens, with which protocols, and what it takes.</summary>
internal static class KestrelSetup
{
    public static void AddKestrelSetup(this IServiceCollection services) => services.AddOptions<KestrelServerOptions>()
        .Configure<IOptions<HttpOptions>, IOptions<GrpcOptions>, IOptions<LimitsOptions>, IOptions<TlsOptions>>((kestrel, http, grpc, limits, tls) =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = limits.Value.MaxBodyBytes;
            kestrel.Limits.MaxRequestHeadersTotalSize = limits.Value.MaxHeaderBytes;
            kestrel.Limits.Http2.MaxRequestHeaderFieldSize = limits.Value.MaxHeaderBytes;
            kestrel.Limits.MaxRequestLineSize = Math.Min(kestrel.Limits.MaxRequestLineSize, limits.Value.MaxHeaderBytes);
            kestrel.Limits.MaxConcurrentConnections = limits.Value.MaxConnections;

            // One clear-text port cannot speak both: without TLS nothing tells HTTP/1.1 from HTTP/2 before the first byte.
            var address = IPAddress.Parse(http.Value.Address);
            kestrel.Listen(address, http.Value.Port, listen => Configure(listen, tls.Value.IsOn() ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http1, tls.Value));
            kestrel.Listen(address, grpc.Value.Port, listen => Configure(listen, HttpProtocols.Http2, tls.Value));
        });

    private static void Configure(ListenOptions listen, HttpProtocols protocols, TlsOptions tls)
    {
        listen.Protocols = protocols;
        if (tls.IsOn())
        {
            listen.UseHttps(https => TlsCertificate.Apply(https, tls));
        }
    }
}
