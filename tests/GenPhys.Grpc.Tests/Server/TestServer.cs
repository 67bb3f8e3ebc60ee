using System.Net;
using Grpc.AspNetCore.Server;
using Grpc.HealthCheck;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GenPhys.Grpc.Tests;

/// <summary>A server on a free port of the loopback, HTTP/2 without TLS.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly WebApplication application;

    private TestServer(WebApplication application, LogRecorder logs)
    {
        this.application = application;
        Logs = logs;
        Address = new Uri(application.Urls.Single());
    }

    public Uri Address { get; }

    public LogRecorder Logs { get; }

    public Gates Gates => application.Services.GetRequiredService<Gates>();

    public HealthServiceImpl Health => application.Services.GetRequiredService<HealthServiceImpl>();

    public static async Task<TestServer> StartAsync(
        Action<GrpcServiceOptions>? configure = null,
        Action<IServiceCollection>? addServices = null)
    {
        var logs = new LogRecorder();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(logs).SetMinimumLevel(LogLevel.Debug);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(
            IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc(options => configure?.Invoke(options));
        builder.Services.AddGrpcReflection();
        builder.Services.AddSingleton<Gates>();
        builder.Services.AddSingleton<HealthServiceImpl>();
        addServices?.Invoke(builder.Services);
        WebApplication application = builder.Build();
        application.MapGrpcService<EchoService>();
        application.MapGrpcService<HealthServiceImpl>();
        application.MapGrpcReflectionService();
        application.MapGet("/plain/page", () => "a page");
        await application.StartAsync();
        return new TestServer(application, logs);
    }

    public GrpcChannel Connect(GrpcChannelOptions? options = null) => GrpcChannel.ForAddress(Address, options ?? new GrpcChannelOptions());

    public Task StopAsync() => application.StopAsync();

    public ValueTask DisposeAsync() => application.DisposeAsync();
}
