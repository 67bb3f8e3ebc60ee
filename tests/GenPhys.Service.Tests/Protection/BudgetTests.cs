using System.Net;
using GenPhys.Api.Options;
using GenPhys.Api.Protection;
using GenPhys.Contracts;
using GenPhys.Service.Tests.Grpc;
using GenPhys.Service.Tests.Support;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace GenPhys.Service.Tests.Protection;

/// <summary>What each key may use, and what it is told when that is used up.</summary>
public sealed class BudgetTests
{
    private readonly StoppedClock _clock = new();

    [Fact]
    public void A_bucket_fills_at_its_rate_up_to_its_brim()
    {
        var bucket = new TokenBucket(perSecond: 4, burst: 10, _clock);
        Assert.Null(bucket.Take(10));
        Assert.Equal(TimeSpan.FromSeconds(1.5), bucket.Take(6));
        _clock.Advance(1);
        Assert.Equal(TimeSpan.FromSeconds(0.5), bucket.Take(6));
        _clock.Advance(0.5);
        Assert.Null(bucket.Take(6));
        Assert.False(bucket.IsFull);
        bucket.Return(6);
        Assert.Null(bucket.Take(6));
        _clock.Advance(3600);
        Assert.True(bucket.IsFull);
        Assert.Null(bucket.Take(10));
        Assert.NotNull(bucket.Take(0.001));
    }

    [Fact]
    public async Task Requests_above_the_rate_are_told_when_to_come_back()
    {
        await using var host = await StartAsync("--Security:Keys:sampler:RequestsPerSecond=0.25", "--Security:Keys:sampler:RequestBurst=2");
        for (var i = 0; i < 2; i++)
        {
            using var taken = await host.SendAsync(HttpMethod.Get, "/v1/models", Keys.Sampler);
            Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        }

        using (var refused = await host.SendAsync(HttpMethod.Get, "/v1/models", Keys.Sampler))
        {
            await refused.ProblemAsync(429, "rate_limited");
            Assert.Equal(TimeSpan.FromSeconds(4), refused.Headers.RetryAfter!.Delta);
        }

        // One budget for both doors, and one for each key; health costs nothing.
        var call = await GrpcCalls.RefusedAsync(() => host.Grpc().ListModelsAsync(new(), Keys.Metadata(Keys.Sampler)).ResponseAsync, StatusCode.ResourceExhausted);
        Assert.Equal((ErrorCode.RateLimited, TimeSpan.FromSeconds(4)), (call.Code, call.RetryAfter));
        using var other = await host.SendAsync(HttpMethod.Get, "/v1/models", Keys.Other);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        using var health = await host.SendAsync(HttpMethod.Get, "/health/live", Keys.Sampler);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);

        _clock.Advance(4);
        await host.Grpc().ListModelsAsync(new(), Keys.Metadata(Keys.Sampler));
        using var again = await host.SendAsync(HttpMethod.Get, "/v1/models", Keys.Sampler);
        await again.ProblemAsync(429, "rate_limited");
        Assert.Empty(host.Log.Complaints);
    }

    [Fact]
    public async Task Rows_above_the_rate_are_told_when_to_come_back()
    {
        await using var host = await StartAsync("--Security:Keys:sampler:RowsPerSecond=10", "--Security:Keys:sampler:RowBurst=40");
        using (var taken = await SampleAsync(host, 30))
        {
            Assert.Equal(30, (await taken.SamplesAsync()).Samples.Count);
        }

        using (var refused = await SampleAsync(host, 30))
        {
            await refused.ProblemAsync(429, "rate_limited");
            Assert.Equal(TimeSpan.FromSeconds(2), refused.Headers.RetryAfter!.Delta);
        }

        var call = await GrpcCalls.RefusedAsync(
            () => host.Grpc().SampleAsync(GrpcCalls.Request(30), Keys.Metadata(Keys.Sampler)).ResponseAsync, StatusCode.ResourceExhausted);
        Assert.Equal((ErrorCode.RateLimited, TimeSpan.FromSeconds(2)), (call.Code, call.RetryAfter));
        using (var never = await SampleAsync(host, 41))
        {
            await never.ProblemAsync(422, "budget_exceeded", "/count");
        }

        // What is refused for another reason costs no rows.
        using (var unknown = await host.SendAsync(HttpMethod.Post, "/v1/models/nothing/samples", Keys.Sampler, """{ "count": 10 }"""))
        {
            await unknown.ProblemAsync(404, "model_not_found");
        }

        using var fits = await SampleAsync(host, 10);
        Assert.Equal(10, (await fits.SamplesAsync()).Samples.Count);
        _clock.Advance(4);
        using var later = await SampleAsync(host, 40);
        Assert.Equal(40, (await later.SamplesAsync()).Samples.Count);
        Assert.Empty(host.Log.Complaints);
    }

    private static Task<HttpResponseMessage> SampleAsync(RunningHost host, int count) => host.SendAsync(
        HttpMethod.Post, "/v1/models/gaussian/samples", Keys.Sampler, $$"""{ "count": {{count}}, "seed": 1, "sampler": { "kind": "euler", "steps": 2 } }""");

    private Task<RunningHost> StartAsync(params string[] args) => RunningHost.StartAsync(
        args: [.. Keys.Settings, .. args],
        services: services => services.AddSingleton(provider => new CallerBudgets(provider.GetRequiredService<IOptions<SecurityOptions>>(), _clock)));
}
