using GenPhys.Api.Hosting;
using GenPhys.Inference.Service;
using GenPhys.Service.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace GenPhys.Service.Tests.Load;

/// <summary>The queue of a host under load: how high it was, and that nothing is left in it.</summary>
internal sealed class QueueWatch
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private RunningHost? _host;
    private long _rows;
    private int _requests;

    /// <summary>The most rows that were seen at once, looked for whenever a request comes or goes.</summary>
    public long Rows => Interlocked.Read(ref _rows);

    /// <summary>The most requests that were seen at once.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>Puts the watch around a host's service.</summary>
    public WatchedService Around(IInferenceService service) => new(service)
    {
        Before = (_, _) =>
        {
            Look();
            return Task.CompletedTask;
        },
        Ended = _ => Look(),
    };

    public void Watch(RunningHost host) => _host = host;

    /// <summary>Completes when the engine holds nothing.</summary>
    public async Task IdleAsync()
    {
        var engine = _host!.Services.GetRequiredService<InferenceService>();
        await UntilAsync(() => engine.Statistics is { QueuedRows: 0, QueuedRequests: 0, ActiveRows: 0 });
        Assert.Equal((0, 0), (engine.Statistics.Faulted, engine.Statistics.FailedRows));
    }

    /// <summary>Completes when every counter of the host stands at zero again; nothing may have failed on the way.</summary>
    public async Task EmptyAsync()
    {
        await IdleAsync();
        var running = _host!.Services.GetRequiredService<RunningRequests>();
        await UntilAsync(() => running.Count == 0);
    }

    private async Task UntilAsync(Func<bool> reached)
    {
        using var timeout = new CancellationTokenSource(Patience);
        while (!reached())
        {
            // A round trip, and so a moment in which the host can work.
            using var _ = await _host!.Client.GetAsync("/health/live", timeout.Token);
        }
    }

    private void Look()
    {
        if (_host is null)
        {
            return;
        }

        var now = _host.Services.GetRequiredService<InferenceService>().Statistics;
        InterlockedMax(ref _rows, now.QueuedRows);
        InterlockedMax(ref _requests, now.QueuedRequests);
    }

    private static void InterlockedMax(ref long most, long seen)
    {
        for (var known = Interlocked.Read(ref most); seen > known; known = Interlocked.Read(ref most))
        {
            Interlocked.CompareExchange(ref most, seen, known);
        }
    }

    private static void InterlockedMax(ref int most, int seen)
    {
        for (var known = Volatile.Read(ref most); seen > known; known = Volatile.Read(ref most))
        {
            Interlocked.CompareExchange(ref most, seen, known);
        }
    }
}
