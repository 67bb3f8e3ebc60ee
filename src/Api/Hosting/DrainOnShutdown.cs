using GenPhys.Api.Options;
using GenPhys.Inference.Service;
using Microsoft.Extensions.Options;

namespace GenPhys.Api.Hosting;

/// <summary>
/// Holds the listening sockets open while running requests finish: every service's <see cref="StoppingAsync"/> ends before the web server
/// is told to stop, so in between readiness and new requests are answered with 503 instead of a refused connection.
/// </summary>
internal sealed partial class DrainOnShutdown(
    IInferenceService service, RunningRequests running, IOptions<ShutdownOptions> options, TimeProvider time, ILogger<DrainOnShutdown> logger) : IHostedLifecycleService
{
    private volatile bool _draining;

    /// <summary>Whether the end has begun.</summary>
    public bool Draining => _draining;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _draining = true;
        var patience = TimeSpan.FromSeconds(options.Value.DrainSeconds);
        Log.Draining(logger, patience.TotalSeconds);
        using var timeout = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await service.DrainAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // Told below, as where the service itself gives up what still runs.
        }

        if (either.IsCancellationRequested)
        {
            Log.OutOfPatience(logger);
            await running.CancelAllAsync().ConfigureAwait(false);
        }
        else
        {
            Log.Drained(logger);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Shutting down: running requests have {Seconds} s to finish, new ones are refused")]
        public static partial void Draining(ILogger logger, double seconds);

        [LoggerMessage(2, LogLevel.Information, "Every running request has finished")]
        public static partial void Drained(ILogger logger);

        [LoggerMessage(3, LogLevel.Warning, "Out of patience: requests that still ran were given up")]
        public static partial void OutOfPatience(ILogger logger);
    }
}
