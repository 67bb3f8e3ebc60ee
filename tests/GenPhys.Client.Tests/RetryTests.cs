using System.Net;
using System.Net.Sockets;
using GenPhys.Client.Tests.Support;
using GenPhys.Contracts;
using GenPhys.Service.Tests.Support;

namespace GenPhys.Client.Tests;

/// <summary>What is tried again, when, and what never is. The service is the real one, told to refuse the first so many requests.</summary>
public sealed class RetryTests
{
    private readonly ImpatientClock _clock = new();
    private int _attempts;

    [Theory]
    [CombinedData]
    public async Task What_the_service_refused_for_now_is_tried_again_when_it_said(GenPhysProtocol protocol, ErrorCode code)
    {
        await using var host = await RefusingAsync(2, new GenPhysException(code, "Not now.", retryAfter: TimeSpan.FromSeconds(7)));
        using var client = host.Client(protocol, options => options.TimeProvider = _clock);
        Assert.Equal(8, (await client.SampleAsync("gaussian", Clients.Short).WaitAsync(Clients.Patience)).Count);
        Assert.Equal(3, _attempts);
        Assert.Equal(2, _clock.Pauses.Length);
        Assert.All(_clock.Pauses, pause => Assert.InRange(pause.TotalSeconds, 7, 7 * 1.25));
    }

    [Theory]
    [ClassData(typeof(BothProtocols))]
    public async Task A_stream_is_tried_again_before_its_first_event(GenPhysProtocol protocol)
    {
        await using var host = await RefusingAsync(1, new GenPhysException(ErrorCode.QueueFull, "Not now."));
        using var client = host.Client(protocol, options => options.TimeProvider = _clock);
        await foreach (var _ in client.SampleStreamAsync("gaussian", Clients.Short))
        {
            Assert.Equal(2, _attempts);
        }

        Assert.Equal(2, _attempts);
    }

    [Theory]
    [ClassData(typeof(BothProtocols))]
    public async Task A_stream_is_not_tried_again_after_its_first_event(GenPhysProtocol protocol)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await RunningHost.StartAsync(around: service => new WatchedService(service)
        {
            After = async (_, ct) =>
            {
                Interlocked.Increment(ref _attempts);
                await seen.Task.WaitAsync(Clients.Patience, ct);
                throw new GenPhysException(ErrorCode.QueueFull, "Too late for that.");
            },
        });
        using var client = host.Client(protocol, options => options.TimeProvider = _clock);
        var failure = await Clients.RefusedAsync(async () =>
        {
            await foreach (var _ in client.SampleStreamAsync("gaussian", Clients.Short))
            {
                seen.TrySetResult();
            }
        });
        Assert.Equal(ErrorCode.QueueFull, failure.Code);
        Assert.Equal((1, 0), (_attempts, _clock.Pauses.Length));
    }

    [Theory]
    [ClassData(typeof(BothProtocols))]
    public async Task Attempts_are_bounded_and_the_last_refusal_is_the_answer(GenPhysProtocol protocol)
    {
        await using var host = await RefusingAsync(int.MaxValue, new GenPhysException(ErrorCode.QueueFull, "Not today.", retryAfter: TimeSpan.FromSeconds(1)));
        using var client = host.Client(protocol, options => (options.TimeProvider, options.Retry) = (_clock, new() { MaxRetries = 2 }));
        var failure = await Clients.RefusedAsync(() => client.SampleAsync("gaussian", Clients.Short));
        Assert.Equal((ErrorCode.QueueFull, "Not today.", TimeSpan.FromSeconds(1)), (failure.Code, failure.Message, failure.RetryAfter));
        Assert.Equal((3, 2), (_attempts, _clock.Pauses.Length));
    }

    [Theory]
    [ClassData(typeof(BothProtocols))]
    public async Task A_pause_that_is_too_long_or_past_the_deadline_is_not_waited_for(GenPhysProtocol protocol)
    {
        await using var host = await RefusingAsync(int.MaxValue, new GenPhysException(ErrorCode.QueueFull, "Come back tomorrow.", retryAfter: TimeSpan.FromSeconds(60)));
        using (var client = host.Client(protocol))
        {
            Assert.Equal(ErrorCode.QueueFull, (await Clients.RefusedAsync(() => client.SampleAsync("gaussian", Clients.Short))).Code);
        }

        using (var client = host.Client(protocol, options => options.Retry = new() { MaxDelay = TimeSpan.FromHours(1) }))
        {
            Assert.Equal(ErrorCode.QueueFull, (await Clients.RefusedAsync(() => client.SampleAsync("gaussian", Clients.Short with { DeadlineMs = 50_000 }))).Code);
        }

        Assert.Equal(2, _attempts);
    }

    [Theory]
    [ClassData(typeof(BothProtocols))]
    public async Task What_would_fail_again_or_may_have_begun_is_not_tried_again(GenPhysProtocol protocol)
    {
        ErrorCode[] codes = [.. ErrorTable.All.Where(row => !row.MayRetry && row.Code != ErrorCode.Cancelled).Select(row => row.Code)];
        await using var host = await RunningHost.StartAsync(around: service => new WatchedService(service)
        {
            Before = (_, _) => throw new GenPhysException(codes[_attempts++], "No."),
        });
        using var client = host.Client(protocol, options => options.TimeProvider = _clock);
        foreach (var code in codes)
        {
            Assert.Equal(code, (await Clients.RefusedAsync(() => client.SampleAsync("gaussian", Clients.Short))).Code);
        }

        Assert.Equal((codes.Length, 0), (_attempts, _clock.Pauses.Length));
    }

    [Theory]
    [ClassData(typeof(BothProtocols))]
    public async Task A_connection_that_does_not_come_about_is_tried_again_with_growing_pauses(GenPhysProtocol protocol)
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var address = new Uri($"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}");
        free.Stop();
        using var client = GenPhysClient.Create(new() { Protocol = protocol, Address = address, TimeProvider = _clock });
        var failure = await Assert.ThrowsAsync<GenPhysTransportException>(() => client.SampleAsync("gaussian", Clients.Short).WaitAsync(Clients.Patience));
        Assert.True(failure.NothingSent);
        Assert.Equal(3, _clock.Pauses.Length);
        Assert.All(_clock.Pauses.Zip([0.2, 0.4, 0.8]), pair => Assert.InRange(pair.First.TotalSeconds, pair.Second, pair.Second * 1.25));
    }

    private Task<RunningHost> RefusingAsync(int times, GenPhysException refusal) => RunningHost.StartAsync(around: service => new WatchedService(service)
    {
        Before = (_, _) => Interlocked.Increment(ref _attempts) <= times ? Task.FromException(refusal) : Task.CompletedTask,
    });

    private sealed class CombinedDataAttribute : Xunit.Sdk.DataAttribute
    {
        public override IEnumerable<object[]> GetData(System.Reflection.MethodInfo testMethod) =>
            from protocol in Enum.GetValues<GenPhysProtocol>()
            from row in ErrorTable.All
            where row.MayRetry
            select new object[] { protocol, row.Code };
    }
}
