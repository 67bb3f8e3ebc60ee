using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace GenPhys.Service.Tests.Telemetry;

/// <summary>A collector on loopback that takes OTLP over gRPC and over HTTP, and keeps what it gets.</summary>
internal sealed class CollectorStub : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Export> _exports = new();

    private CollectorStub(string protocol)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(
            IPAddress.Loopback, 0, listen => listen.Protocols = protocol == "grpc" ? HttpProtocols.Http2 : HttpProtocols.Http1));
        _app = builder.Build();
        _app.MapPost("/{**path}", protocol == "grpc" ? GrpcAsync : HttpAsync);
    }

    public string Address => _app.Urls.First();

    public IEnumerable<Export> Exports => _exports;

    public IEnumerable<CollectedMetric> Metrics =>
        from request in Of("metrics")
        from resource in request.Messages(1)
        from scope in resource.Messages(2)
        from metric in scope.Messages(2)
        select new CollectedMetric(scope.Messages(1).Single().Text(1), metric.Text(1), metric, Resource(resource));

    public IEnumerable<CollectedSpan> Spans =>
        from request in Of("trace")
        from resource in request.Messages(1)
        from scope in resource.Messages(2)
        from span in scope.Messages(2)
        select new CollectedSpan(
            scope.Messages(1).Single().Text(1), span.Text(5), Convert.ToHexString(span.Bytes(1)), Convert.ToHexString(span.Bytes(2)), Convert.ToHexString(span.Bytes(4)),
            span.Number(7), span.Number(8), span.Attributes(9), [.. span.Messages(11).Select(e => (e.Text(2), e.Number(1), e.Attributes(3)))],
            (int)(span.Messages(15).FirstOrDefault()?.Number(3) ?? 0), Resource(resource));

    public IEnumerable<CollectedLog> Logs =>
        from request in Of("logs")
        from resource in request.Messages(1)
        from scope in resource.Messages(2)
        from record in scope.Messages(2)
        select new CollectedLog(
            scope.Messages(1).FirstOrDefault()?.Text(1) ?? "", record.Text(3), record.Messages(5).Single().Text(1), record.Attributes(6), Resource(resource));

    public static async Task<CollectorStub> StartAsync(string protocol)
    {
        var stub = new CollectorStub(protocol);
        await stub._app.StartAsync();
        return stub;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static Dictionary<string, string> Resource(ProtoMessage of) => of.Messages(1).Single().Attributes(1);

    private IEnumerable<ProtoMessage> Of(string signal) =>
        _exports.Where(export => export.Path.Contains(signal, StringComparison.OrdinalIgnoreCase)).Select(export => new ProtoMessage(export.Body));

    private async Task HttpAsync(HttpContext http)
    {
        await KeepAsync(http, skip: 0);
        http.Response.ContentType = "application/x-protobuf";
    }

    private async Task GrpcAsync(HttpContext http)
    {
        // A frame is one byte of flags, four of length, then the message; the answer is an empty message and its trailer.
        await KeepAsync(http, skip: 5);
        http.Response.ContentType = "application/grpc";
        await http.Response.Body.WriteAsync(new byte[5]);
        http.Response.AppendTrailer("grpc-status", "0");
    }

    private async Task KeepAsync(HttpContext http, int skip)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var headers = http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        _exports.Enqueue(new Export(http.Request.Path, headers, body.ToArray()[skip..]));
    }
}

internal sealed record Export(string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body);

internal sealed record CollectedMetric(string Meter, string Name, ProtoMessage Metric, IReadOnlyDictionary<string, string> Resource);

internal sealed record CollectedLog(string Category, string Severity, string Body, IReadOnlyDictionary<string, string> Attributes, IReadOnlyDictionary<string, string> Resource);

internal sealed record CollectedSpan(
    string Source, string Name, string Trace, string Id, string Parent, ulong Start, ulong End, IReadOnlyDictionary<string, string> Tags,
    IReadOnlyList<(string Name, ulong Time, Dictionary<string, string> Tags)> Events, int Status, IReadOnlyDictionary<string, string> Resource);
