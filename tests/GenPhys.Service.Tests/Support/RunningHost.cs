using GenPhys.Api.Hosting;
using GenPhys.Inference.Service;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GenPhys.Service.Tests.Support;

/// <summary>The real host on a real socket, with a model folder of its own.</summary>
internal sealed class RunningHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RunningHost(WebApplication app, ModelFolder models, LogCapture log)
    {
        _app = app;
        Models = models;
        Log = log;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()), Timeout = TimeSpan.FromMinutes(2) };
    }

    public HttpClient Client { get; }

    public ModelFolder Models { get; }

    public LogCapture Log { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>Starts a host and waits until every model has been tried.</summary>
    /// <param name="models">Its models; one called "gaussian" when null. Deleted with the host.</param>
    /// <param name="args">More configuration.</param>
    /// <param name="around">Puts something around the real service.</param>
    public static async Task<RunningHost> StartAsync(ModelFolder? models = null, string[]? args = null, Func<IInferenceService, IInferenceService>? around = null)
    {
        models ??= new ModelFolder().AddGaussian("gaussian");
        var log = new LogCapture();
        var app = GenPhysHost.Build(["--Http:Port=0", $"--Models:Path={models.Path}", .. args ?? []], builder =>
        {
            builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Debug);
            if (around is not null)
            {
                Wrap(builder.Services, around);
            }
        });
        await app.StartAsync();
        var host = new RunningHost(app, models, log);
        await host.LoadedAsync();
        return host;
    }

    /// <summary>Begins the shutdown that SIGTERM begins, and completes when the host has stopped.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        Models.Dispose();
    }

    /// <summary>The loader runs behind the open sockets; a test begins when it has tried every model.</summary>
    private Task LoadedAsync() => Services.GetServices<IHostedService>().OfType<ModelLoader>().Single().ExecuteTask!;

    private static void Wrap(IServiceCollection services, Func<IInferenceService, IInferenceService> around)
    {
        var real = services.Last(service => service.ServiceType == typeof(IInferenceService));
        services.Remove(real);
        services.AddSingleton(provider => around(
            (IInferenceService)(real.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, real.ImplementationType!))));
    }
}
