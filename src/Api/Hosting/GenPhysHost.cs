using GenPhys.Api.Grpc;
using GenPhys.Api.Health;
using GenPhys.Api.Home;
using GenPhys.Api.OpenApi;
using GenPhys.Api.OpenInference;
using GenPhys.Api.Options;
using GenPhys.Api.Protection;
using GenPhys.Api.Rest;
using GenPhys.Api.Rest.Problems;
using GenPhys.Api.Telemetry;
using GenPhys.Inference.Networks;
using Microsoft.Extensions.Options;

namespace GenPhys.Api.Hosting;

/// <summary>Puts the host together.</summary>
internal static class GenPhysHost
{
    /// <summary>Builds the application; running it serves.</summary>
    /// <param name="args">Command line: configuration as <c>--Section:Key=value</c>.</param>
    /// <param name="configure">Changes to the builder after everything is registered; for tests.</param>
    /// <exception cref="OptionsValidationException">A configuration value is not allowed.</exception>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        args = EnvironmentNames.Expand(args);
        var builder = WebApplication.CreateBuilder(args);
        EnvironmentNames.Apply(builder.Configuration, args);
        AddLogging(builder.Logging);
        AddOptions(builder.Services);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<RunningRequests>();
        builder.Services.AddSingleton<DrainOnShutdown>();
        builder.Services.AddHostedService(services => services.GetRequiredService<DrainOnShutdown>());
        builder.Services.AddInference();
        builder.AddTelemetry();
        builder.Services.AddSingleton<InferenceModels>();
        builder.Services.AddSingleton<InferDoor>();
        builder.Services.AddGrpcDoor();
        builder.Services.AddProtection();
        builder.Services.AddKestrelSetup();
        builder.Services.AddDocument();
        configure?.Invoke(builder);

        var app = builder.Build();

        // Before anything starts: a wrong setting then is a message, and no crash of the host in the log.
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        app.UseSecurityHeaders();
        app.UseMiddleware<ProblemMiddleware>();
        app.UseRouting();
        app.MapDocument();
        app.UseProtection();
        app.MapHome();
        app.MapHealth();
        app.MapMetrics();
        app.MapRest();
        app.MapOpenInference();
        app.MapGrpcDoor();
        return app;
    }

    private static void AddLogging(ILoggingBuilder logging) => logging
        .AddSimpleConsole(console => console.SingleLine = true)
        .AddFilter("Microsoft.AspNetCore", LogLevel.Warning)

        // One line for each credential that is not known: whoever sends them could fill the disk.
        .AddFilter(typeof(ApiKeyHandler).FullName, LogLevel.Warning)
        .AddFilter(typeof(TokenHandler).FullName, LogLevel.Warning);

    private static void AddOptions(IServiceCollection services)
    {
        Bind<HttpOptions>(services, HttpOptions.Section);
        Bind<GrpcOptions>(services, GrpcOptions.Section);
        Bind<LimitsOptions>(services, LimitsOptions.Section);
        Bind<SecurityOptions>(services, SecurityOptions.Section);
        Bind<TlsOptions>(services, TlsOptions.Section)
            .Validate(tls => !tls.IsOn() || File.Exists(tls.Certificate), "Tls:Certificate must be a file that exists.")
            .Validate(tls => string.IsNullOrEmpty(tls.Key) || File.Exists(tls.Key), "Tls:Key must be a file that exists.");
        Bind<ShutdownOptions>(services, ShutdownOptions.Section);
        Bind<ModelsOptions>(services, ModelsOptions.Section)
            .Validate(models => string.IsNullOrEmpty(models.Path) || Directory.Exists(models.Path), "Models:Path must be a folder that exists.")
            .Validate(models => models.Default.Values.All(version => version >= 1), "Models:Default:NAME must be a version, from 1.");
        services.AddOptions<DeviceOptions>()
            .Configure<IConfiguration>((options, configuration) =>
            {
                options.Device = configuration[DeviceOptions.Key] ?? options.Device;
                options.Threads = configuration.GetValue(DeviceOptions.ThreadsKey, options.Threads);
            })
            .Validate(options => NetworkDevice.IsAvailable(options.Device), "Device must be cpu, cuda or cuda:N, and be there.")
            .Validate(options => options.Threads is >= 1 and <= 1024, "Threads must be from 1 to 1024.")
            .ValidateOnStart();
        services.AddOptions<HostOptions>().Configure<IOptions<ShutdownOptions>>((host, shutdown) =>
            host.ShutdownTimeout = TimeSpan.FromSeconds(shutdown.Value.DrainSeconds + 5));
    }

    /// <summary>A key that no option has is an error too: a misspelt limit must not be a limit that is not there.</summary>
    private static OptionsBuilder<T> Bind<T>(IServiceCollection services, string section)
        where T : class =>
        services.AddOptions<T>()
            .Configure<IConfiguration>((options, configuration) => StrictBinder.Bind(configuration.GetSection(section), options))
            .ValidateDataAnnotations()
            .ValidateOnStart();
}
