using GenPhys.Client.Tests.Support;
using GenPhys.Contracts;
using GenPhys.Service.Tests.Support;

namespace GenPhys.Client.Tests;

/// <summary>How a call ends early, and that the service learns of it.</summary>
public sealed class LifeTests
{
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Exception?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Theory]
    [ClassData(typeof(BothProtocols))]
    public async Task A_cancelled_token_ends_the_request_on_the_service(GenPhysProtocol protocol)
    {
        await using var host = await WatchedAsync();
        using var client = host.Client(protocol);
        using var source = new CancellationTokenSource();
        var call = client.SampleAsync("gaussian", Clients.Endless, source.Token);
        await _started.Task.WaitAsync(Clients.Patience);
        await source.CancelAsync();

        var failure = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(Clients.Patience));
        Assert.Equal(source.Token, failure.CancellationToken);
        Assert.IsAssignableFrom<OperationCanceledException>(await _ended.Task.WaitAsync(Clients.Patience));
        Assert.Equal(8, (await client.SampleAsync("gaussian", Clients.Short)).Count);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.SampleAsync("gaussian", Clients.Short, source.Token));
        Assert.Empty(host.Log.Complaints);
    }

    [Theory]
    [ClassData(typeof(BothProtocols))]
    public async Task Leaving_the_events_ends_the_request_on_the_service(GenPhysProtocol protocol)
    {
        await using var host = await WatchedAsync();
        using var client = host.Client(protocol);
        await foreach (var found in client.SampleStreamAsync("gaussian", Clients.Endless))
        {
            var progress = Assert.IsType<SampleProgressed>(found).Progress;
            Assert.Equal((0, 200_000), (progress.RowsDone, progress.Rows));
            break;
        }

        Assert.IsAssignableFrom<OperationCanceledException>(await _ended.Task.WaitAsync(Clients.Patience));
    }

    [Theory]
    [ClassData(typeof(BothProtocols))]
    public async Task A_request_is_cancelled_by_its_id_over_either_protocol(GenPhysProtocol protocol)
    {
        await using var host = await WatchedAsync();
        using var client = host.Client(protocol);
        using var other = host.Client(protocol == GenPhysProtocol.Rest ? GenPhysProtocol.Grpc : GenPhysProtocol.Rest);
        var seen = 0;
        var failure = await Clients.RefusedAsync(async () =>
        {
            await foreach (var found in client.SampleStreamAsync("gaussian", Clients.Endless))
            {
                if (seen++ == 0)
                {
                    await other.CancelAsync(Assert.IsType<SampleProgressed>(found).Progress.Id);
                }
            }
        });
        Assert.Equal(ErrorCode.Cancelled, failure.Code);
        Assert.True(seen > 0);
    }

    [Theory]
    [ClassData(typeof(BothProtocols))]
    public async Task A_deadline_of_the_client_ends_the_request_on_the_service(GenPhysProtocol protocol)
    {
        var clock = new StandingClock();
        SampleRequest? told = null;
        await using var host = await WatchedAsync(request => told = request);
        using var client = host.Client(protocol, options => (options.TimeProvider, options.Deadline) = (clock, TimeSpan.FromMinutes(3)));
        var call = client.SampleAsync("gaussian", Clients.Endless with { DeadlineMs = 600_000 });
        await _started.Task.WaitAsync(Clients.Patience);
        Assert.Equal(600_000, told!.DeadlineMs);
        clock.Advance(TimeSpan.FromMinutes(9));
        Assert.False(call.IsCompleted);
        clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(ErrorCode.DeadlineExceeded, (await Clients.RefusedAsync(() => call)).Code);
        Assert.IsAssignableFrom<OperationCanceledException>(await _ended.Task.WaitAsync(Clients.Patience));

        // A request without a deadline of its own gets the client's.
        await client.SampleAsync("gaussian", Clients.Short);
        Assert.Equal(180_000, told.DeadlineMs);
    }

    [Theory]
    [ClassData(typeof(BothProtocols))]
    public async Task A_deadline_is_one_error_whoever_notices_first(GenPhysProtocol protocol)
    {
        await using var host = await RunningHost.StartAsync();
        using (var client = host.Client(protocol))
        {
            Assert.Equal(ErrorCode.DeadlineExceeded, (await Clients.RefusedAsync(() => client.SampleAsync("gaussian", Clients.Endless with { DeadlineMs = 50 }))).Code);
        }

        // The client's clock stands, so that the service, or the call's own clock, is the first.
        using (var client = host.Client(protocol, options => options.TimeProvider = new StandingClock()))
        {
            Assert.Equal(ErrorCode.DeadlineExceeded, (await Clients.RefusedAsync(() => client.SampleAsync("gaussian", Clients.Endless with { DeadlineMs = 50 }))).Code);
        }
    }

    [Theory]
    [ClassData(typeof(BothProtocols))]
    public async Task Progress_never_goes_back_and_ends_with_the_samples(GenPhysProtocol protocol)
    {
        await using var host = await RunningHost.StartAsync();
        using var client = host.Client(protocol);
        var (evaluations, reports, done) = (-1L, 0, (SampleSet?)null);
        await foreach (var found in client.SampleStreamAsync("gaussian", new() { Count = 2000, Seed = 3, Sampler = new HeunSampler { Steps = 40 }, RequestId = "watched" }))
        {
            Assert.Null(done);
            if (found is SampleProgressed { Progress: var progress })
            {
                Assert.True(progress.EvaluationsDone >= evaluations);
                Assert.Equal(("watched", 2000, 2000L * 79), (progress.Id, progress.Rows, progress.Evaluations));
                (evaluations, reports) = (progress.EvaluationsDone, reports + 1);
            }

            done = (found as SampleCompleted)?.Samples;
        }

        Assert.True(reports >= 1);
        Assert.Equal(2000, done!.Count);
    }

    [Theory]
    [ClassData(typeof(BothProtocols))]
    public async Task A_service_is_not_ready_while_it_loads_and_unreachable_when_it_has_gone(GenPhysProtocol protocol)
    {
        GenPhysClient client;
        await using (var host = await RunningHost.StartAsync(new ModelFolder().AddNetwork("slow").HoldWeights("slow"), waitForModels: false))
        {
            client = host.Client(protocol, options => options.Retry = new() { MaxRetries = 0 });
            Assert.Equal(ServiceHealth.NotReady, await client.CheckHealthAsync());
            Assert.Equal(ErrorCode.ModelNotReady, (await Clients.RefusedAsync(() => client.SampleAsync("slow", Clients.Short))).Code);
            host.Models.ReleaseWeights("slow");
            await host.Loaded.WaitAsync(Clients.Patience);
            Assert.Equal(ServiceHealth.Ready, await client.CheckHealthAsync());
        }

        using (client)
        {
            Assert.Equal(ServiceHealth.Unreachable, await client.CheckHealthAsync());
        }
    }

    private Task<RunningHost> WatchedAsync(Action<SampleRequest>? seen = null) => RunningHost.StartAsync(around: service => new WatchedService(service)
    {
        Before = (request, _) =>
        {
            seen?.Invoke(request);
            _started.TrySetResult();
            return Task.CompletedTask;
        },
        Ended = exception => _ended.TrySetResult(exception),
    });
}
