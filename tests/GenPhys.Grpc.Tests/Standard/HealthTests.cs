using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace GenPhys.Grpc.Tests;

public sealed class HealthTests(EchoFixture fixture) : IClassFixture<EchoFixture>
{
    private readonly Health.HealthClient client = new(fixture.Channel);

    [Fact]
    public async Task Check_tells_what_was_set_and_NOT_FOUND_otherwise()
    {
        fixture.Server.Health.SetStatus("known", ServingStatus.NotServing);

        Assert.Equal(ServingStatus.NotServing, (await client.CheckAsync(new HealthCheckRequest { Service = "known" })).Status);
        RpcException failure = await Assert.ThrowsAsync<RpcException>(
            async () => await client.CheckAsync(new HealthCheckRequest { Service = "unknown" }));
        Assert.Equal(StatusCode.NotFound, failure.StatusCode);
    }

    [Fact]
    public async Task Watch_tells_every_state_that_the_watcher_waits_for()
    {
        using AsyncServerStreamingCall<HealthCheckResponse> call = client.Watch(new HealthCheckRequest { Service = "watched" });
        async Task<ServingStatus> NextAsync()
        {
            Assert.True(await call.ResponseStream.MoveNext());
            return call.ResponseStream.Current.Status;
        }

        Assert.Equal(ServingStatus.ServiceUnknown, await NextAsync());
        fixture.Server.Health.SetStatus("watched", ServingStatus.Serving);
        Assert.Equal(ServingStatus.Serving, await NextAsync());
        fixture.Server.Health.SetStatus("other", ServingStatus.NotServing);
        fixture.Server.Health.ClearStatus("watched");
        Assert.Equal(ServingStatus.ServiceUnknown, await NextAsync());
        fixture.Server.Health.SetStatus("watched", ServingStatus.NotServing);
        Assert.Equal(ServingStatus.NotServing, await NextAsync());
        fixture.Server.Health.ClearAll();
        Assert.Equal(ServingStatus.ServiceUnknown, await NextAsync());
    }

    [Fact]
    public async Task Watch_does_not_hold_up_the_shutdown()
    {
        await using TestServer server = await TestServer.StartAsync();
        using GrpcChannel channel = server.Connect();
        using AsyncServerStreamingCall<HealthCheckResponse> call = new Health.HealthClient(channel).Watch(new HealthCheckRequest());
        Assert.True(await call.ResponseStream.MoveNext());
        Task stopped = server.StopAsync();
        RpcException failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext());

        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        await stopped.WaitAsync(TimeSpan.FromSeconds(10));
    }
}
