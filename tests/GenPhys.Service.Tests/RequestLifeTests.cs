using System.Net;
using System.Text.Json;
using GenPhys.Contracts.Json;
using GenPhys.Inference.Service;
using GenPhys.Service.Tests.Support;

namespace GenPhys.Service.Tests;

/// <summary>How a request ends early: its caller leaves, somebody cancels it, its time is up.</summary>
public sealed class RequestLifeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_caller_who_leaves_ends_the_request_and_no_other()
    {
        var ended = new TaskCompletionSource<Exception?>();
        await using var host = await RunningHost.StartAsync(around: service => Watch(service, ended));
        var before = await host.Client.SampleAsync("""{ "count": 8, "seed": 5 }""");
        ended = new TaskCompletionSource<Exception?>();

        using (var response = await host.Client.SendAsync(Http.Sample(Http.Endless, accept: "text/event-stream"), HttpCompletionOption.ResponseHeadersRead))
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        Assert.IsAssignableFrom<OperationCanceledException>(await ended.Task.WaitAsync(Patience));
        Assert.Equal(before.Flat(), (await host.Client.SampleAsync("""{ "count": 8, "seed": 5 }""")).Flat());
        Assert.Empty(host.Log.Complaints);

        WatchedService Watch(IInferenceService service, TaskCompletionSource<Exception?> _) => new(service) { Ended = exception => ended.TrySetResult(exception) };
    }

    [Fact]
    public async Task A_request_is_cancelled_by_the_id_that_its_first_event_tells()
    {
        await using var host = await RunningHost.StartAsync();
        using var response = await host.Client.SendAsync(Http.Sample(Http.Endless, accept: "text/event-stream"), HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.Equal("event: progress", await reader.ReadLineAsync());
        var first = JsonSerializer.Deserialize((await reader.ReadLineAsync())!["data: ".Length..], ContractsJson.Default.SampleProgress)!;

        using var deleted = await host.Client.DeleteAsync("/v1/requests/" + first.Id);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        var rest = (await reader.ReadToEndAsync()).TrimEnd().Split('\n');
        Assert.Equal("event: error", rest[^2]);
        Assert.Equal("cancelled", JsonSerializer.Deserialize(rest[^1]["data: ".Length..], ContractsJson.Default.Problem)!.Code);
        using var again = await host.Client.DeleteAsync("/v1/requests/" + first.Id);
        await again.ProblemAsync(404, "request_not_found");
        Assert.Empty(host.Log.Complaints);
    }

    [Fact]
    public async Task A_request_is_cancelled_by_the_id_that_its_caller_chose()
    {
        var started = new TaskCompletionSource();
        await using var host = await RunningHost.StartAsync(around: service => new WatchedService(service)
        {
            Before = (_, _) =>
            {
                started.TrySetResult();
                return Task.CompletedTask;
            },
        });
        var running = host.Client.SendAsync(WithId(Http.Endless, "mine-1"));
        await started.Task.WaitAsync(Patience);

        using var twin = await host.Client.SendAsync(WithId("""{ "count": 1 }""", "mine-1"));
        await twin.ProblemAsync(409, "request_id_in_use");
        using var deleted = await host.Client.DeleteAsync("/v1/requests/mine-1");
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        using var response = await running.WaitAsync(Patience);
        await response.ProblemAsync(499, "cancelled");
        Assert.Equal("mine-1", response.Header("X-Request-Id"));
        Assert.Equal("mine-1", (await (await host.Client.SendAsync(WithId("""{ "count": 1 }""", "mine-1"))).SamplesAsync()).Id);
    }

    [Fact]
    public async Task A_request_past_its_deadline_is_told_so()
    {
        await using var host = await RunningHost.StartAsync();
        using var response = await host.Client.SendAsync(Http.Sample(Http.Endless.Replace("{ \"count\"", "{ \"deadlineMs\": 50, \"count\"", StringComparison.Ordinal)));
        await response.ProblemAsync(504, "deadline_exceeded");
        Assert.Empty(host.Log.Complaints);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/event-stream")]
    public async Task A_full_queue_is_told_with_a_time_to_come_back(string accept)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var release = new ManualResetEventSlim();
        await using var host = await RunningHost.StartAsync(
            args: ["--Limits:MaxQueuedRows=10"],
            around: service => new WatchedService(service)
            {
                Progress = progress =>
                {
                    if (progress.EvaluationsDone > 0)
                    {
                        reached.TrySetResult();
                        Assert.True(release.Wait(Patience));
                    }
                },
            });
        var running = host.Client.SendAsync(Http.Sample("""{ "count": 8, "seed": 1 }"""));
        await reached.Task.WaitAsync(Patience);

        using var refused = await host.Client.SendAsync(Http.Sample("""{ "count": 8 }""", accept: accept));
        await refused.ProblemAsync(429, "queue_full");
        using var never = await host.Client.SendAsync(Http.Sample("""{ "count": 11 }""", accept: accept));
        await never.ProblemAsync(422, "budget_exceeded", "/count");
        release.Set();
        Assert.Equal(8, (await (await running.WaitAsync(Patience)).SamplesAsync()).Samples.Count);
        using var later = await host.Client.SendAsync(Http.Sample("""{ "count": 8 }""", accept: accept));
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
        Assert.Empty(host.Log.Complaints);
    }

    [Fact]
    public async Task A_fault_of_the_service_is_logged_and_not_shown()
    {
        await using var host = await RunningHost.StartAsync(around: service => new WatchedService(service)
        {
            After = (_, _) => throw new InvalidOperationException("secret"),
        });
        using var response = await host.Client.SendAsync(Http.Sample("""{ "count": 1 }"""));
        var problem = await response.ProblemAsync(500, "internal");
        Assert.DoesNotContain("secret", problem.Detail, StringComparison.Ordinal);
        Assert.Equal("secret", Assert.Single(host.Log.Complaints).Exception?.Message);
    }

    private static HttpRequestMessage WithId(string body, string id)
    {
        var request = Http.Sample(body);
        request.Headers.Add("X-Request-Id", id);
        return request;
    }
}
