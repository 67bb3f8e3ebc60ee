using GenPhys.Api.Hosting;
using GenPhys.Inference.Service;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GenPhys.Service.Tests.Support;

/// <summary>The real host on a real socket, with a model folder of its own.</summary>
internal sealed class RunningHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ExchangeCounter _exchanges;

    private RunningHost(WebApplication app, ModelFolder models, LogCapture log, ExchangeCounter exchanges)
    {
        _app = app;
        _exchanges = exchanges;
        Models = models;
        Log = log;
        GrpcAddress = new Uri(app.Urls.Last());
        Channel = GrpcChannel.ForAddress(GrpcAddress);
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()), Timeout = TimeSpan.FromMinutes(2) };
    }

    public HttpClient Client { get; }

    public Uri GrpcAddress { get; }

    public GrpcChannel Channel { get; }

    public ModelFolder Models { get; }

    public LogCapture Log { get; }

    /// <summary>Completes when the loader, which works behind the open sockets, has tried every model.</summary>
    public Task Loaded => Services.GetServices<IHostedService>().OfType<ModelLoader>().Single().ExecuteTask!;

    public IServiceProvider Services => _app.Services;

    /// <summary>Starts a host.</summary>
    /// <param name="models">Its models; one called "gaussian" when null. Deleted with the host.</param>
    /// <param name="args">More configuration.</param>
    /// <param name="around">Puts something around the real service.</param>
    /// <param name="waitForModels">Whether to wait until every model has been tried.</param>
    /// <param name="logLevel">The lowest level that is kept.</param>
    /// <param name="services">Changes what is registered.</param>
    public static async Task<RunningHost> StartAsync(
        ModelFolder? models = null,
        string[]? args = null,
        Func<IInferenceService, IInferenceService>? around = null,
        bool waitForModels = true,
        LogLevel logLevel = LogLevel.Debug,
        Action<IServiceCollection>? services = null)
    {
        models ??= new ModelFolder().AddGaussian("gaussian");
        var log = new LogCapture();
        var exchanges = new ExchangeCounter();
        var app = GenPhysHost.Build(["--Http:Port=0", "--Grpc:Port=0", $"--Models:Path={models.Path}", .. args ?? []], builder =>
        {
            builder.Services.AddSingleton<IStartupFilter>(exchanges);
            builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(logLevel);
            services?.Invoke(builder.Services);
            if (around is not null)
            {
                Wrap(builder.Services, around);
            }
        });
        await app.StartAsync();
        var host = new RunningHost(app, models, log, exchanges);
        if (waitForModels)
        {
            await host.Loaded;
        }

        return host;
    }

    /// <summary>Completes when the host has ended the next <paramref name="count"/> exchanges, also those whose caller has left.</summary>
    public Task EndedAsync(int count) => _exchanges.AfterAsync(count);

    /// <summary>Begins the shutdown that SIGTERM begins, and completes when the host has stopped.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Channel.Dispose();
        await _app.DisposeAsync();
        Models.Dispose();
    }

    private static void Wrap(IServiceCollection services, Func<IInferenceService, IInferenceService> around)
    {
        var real = services.Last(service => service.ServiceType == typeof(IInferenceService));
        services.Remove(real);
        services.AddSingleton(provider => around(
            (IInferenceService)(real.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, real.ImplementationType!))));
    }
}
