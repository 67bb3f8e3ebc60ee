using System.Net;
using GenPhys.Service.Tests.Support;

namespace GenPhys.Service.Tests;

/// <summary>Shutdown: what runs is finished, what comes is refused, and both are answered.</summary>
public sealed class DrainTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Running_requests_finish_while_new_ones_are_told_to_go_elsewhere()
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var draining = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var release = new ManualResetEventSlim();
        await using var host = await RunningHost.StartAsync(around: service => new WatchedService(service)
        {
            DrainBegan = () => draining.TrySetResult(),
            Progress = progress =>
            {
                if (progress.EvaluationsDone > 0)
                {
                    reached.TrySetResult();
                    Assert.True(release.Wait(Patience));
                }
            },
        });
        var running = host.Client.SendAsync(Http.Sample("""{ "count": 4, "seed": 1 }"""));
        await reached.Task.WaitAsync(Patience);

        var stopped = host.StopAsync();
        await draining.Task.WaitAsync(Patience);
        using var ready = await host.Client.GetAsync("/health/ready");
        await ready.ProblemAsync(503, "draining");
        using var live = await host.Client.GetAsync("/health/live");
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        using var refused = await host.Client.SendAsync(Http.Sample("""{ "count": 1 }"""));
        await refused.ProblemAsync(503, "draining");
        Assert.False(stopped.IsCompleted);

        release.Set();
        using var response = await running.WaitAsync(Patience);
        Assert.Equal(4, (await response.SamplesAsync()).Samples.Count);
        await stopped.WaitAsync(Patience);
        Assert.Empty(host.Log.Complaints);
    }

    [Fact]
    public async Task What_outlives_the_patience_of_a_shutdown_is_ended_and_answered()
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await RunningHost.StartAsync(
            args: ["--Shutdown:DrainSeconds=0.2"],
            around: service => new WatchedService(service) { Progress = _ => reached.TrySetResult() });
        var running = host.Client.SendAsync(Http.Sample(Http.Endless));
        await reached.Task.WaitAsync(Patience);

        await host.StopAsync().WaitAsync(Patience);
        using var response = await running.WaitAsync(Patience);
        await response.ProblemAsync(503, "draining");
    }
}
