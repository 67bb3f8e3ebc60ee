using GenPhys.Contracts;
using GenPhys.Service.Tests.Support;
using Grpc.Core;
using Grpc.Health.V1;
using Proto = GenPhys.Protos.V1;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace GenPhys.Service.Tests.Grpc;

/// <summary>How a call ends early, and what health says.</summary>
public sealed class CallLifeTests
{
    [Fact]
    public async Task A_deadline_ends_the_work_and_not_only_the_call()
    {
        var ended = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await RunningHost.StartAsync(around: service => new WatchedService(service) { Ended = EndedBy });

        // The first call pays for the connection and for compiling the path, so that the deadline of the second one passes in the service.
        var client = host.Grpc();
        Assert.Equal(2, (await client.SampleAsync(GrpcCalls.Request(1))).Samples.Count);
        var failure = await Assert.ThrowsAsync<RpcException>(
            () => client.SampleAsync(GrpcCalls.Endless(), deadline: DateTime.UtcNow.AddSeconds(1)).ResponseAsync);
        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
        Assert.IsAssignableFrom<OperationCanceledException>(await ended.Task.WaitAsync(GrpcCalls.Patience));
        Assert.Empty(host.Log.Complaints);

        void EndedBy(Exception? exception)
        {
            if (exception is not null)
            {
                ended.TrySetResult(exception);
            }
        }
    }

    [Fact]
    public async Task The_requests_own_deadline_is_told_with_its_code()
    {
        await using var host = await RunningHost.StartAsync();
        var request = GrpcCalls.Endless();
        request.DeadlineMs = 50;
        var known = await GrpcCalls.RefusedAsync(() => host.Grpc().SampleAsync(request).ResponseAsync, StatusCode.DeadlineExceeded);
        Assert.Equal(ErrorCode.DeadlineExceeded, known.Code);
    }

    [Fact]
    public async Task A_caller_who_cancels_a_stream_ends_the_work()
    {
        var ended = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await RunningHost.StartAsync(around: service => new WatchedService(service) { Ended = exception => ended.TrySetResult(exception) });
        using var source = new CancellationTokenSource();
        using var call = host.Grpc().SampleStream(GrpcCalls.Endless(), cancellationToken: source.Token);
        Assert.True(await call.ResponseStream.MoveNext());
        await source.CancelAsync();
        Assert.IsAssignableFrom<OperationCanceledException>(await ended.Task.WaitAsync(GrpcCalls.Patience));
        Assert.Equal(2, (await host.Grpc().SampleAsync(GrpcCalls.Request(1))).Samples.Count);
        Assert.Empty(host.Log.Complaints);
    }

    [Fact]
    public async Task A_request_is_cancelled_by_its_id_from_either_door()
    {
        await using var host = await RunningHost.StartAsync();
        using (var call = host.Grpc().SampleStream(GrpcCalls.Endless(), new Metadata { { "x-request-id", "mine-1" } }))
        {
            Assert.True(await call.ResponseStream.MoveNext());
            var twin = await GrpcCalls.RefusedAsync(
                () => host.Grpc().SampleAsync(GrpcCalls.Request(1), new Metadata { { "x-request-id", "mine-1" } }).ResponseAsync, StatusCode.AlreadyExists);
            Assert.Equal(ErrorCode.RequestIdInUse, twin.Code);
            await host.Grpc().CancelRequestAsync(new() { Id = "mine-1" });
            Assert.Equal(ErrorCode.Cancelled, (await GrpcCalls.RefusedAsync(() => DrainAsync(call), StatusCode.Cancelled)).Code);
        }

        using (var call = host.Grpc().SampleStream(GrpcCalls.Endless(), new Metadata { { "x-request-id", "mine-2" } }))
        {
            Assert.True(await call.ResponseStream.MoveNext());
            using var deleted = await host.Client.DeleteAsync("/v1/requests/mine-2");
            Assert.True(deleted.IsSuccessStatusCode);
            Assert.Equal(ErrorCode.Cancelled, (await GrpcCalls.RefusedAsync(() => DrainAsync(call), StatusCode.Cancelled)).Code);
        }

        var gone = await GrpcCalls.RefusedAsync(() => host.Grpc().CancelRequestAsync(new() { Id = "mine-1" }).ResponseAsync, StatusCode.NotFound);
        Assert.Equal(ErrorCode.RequestNotFound, gone.Code);
        Assert.Empty(host.Log.Complaints);
    }

    [Fact]
    public async Task Health_follows_each_model_and_the_whole()
    {
        await using var host = await RunningHost.StartAsync(new ModelFolder().AddGaussian("gaussian").AddGaussian("second"));
        var health = new Health.HealthClient(host.Channel);
        foreach (var name in new[] { "", "genphys.v1.GenPhys", "inference.GRPCInferenceService", "genphys.v1.GenPhys/gaussian", "genphys.v1.GenPhys/second" })
        {
            Assert.Equal(ServingStatus.Serving, (await health.CheckAsync(new() { Service = name })).Status);
        }

        using var watch = health.Watch(new() { Service = "genphys.v1.GenPhys/second" });
        Assert.True(await watch.ResponseStream.MoveNext());
        Assert.Equal(ServingStatus.Serving, watch.ResponseStream.Current.Status);
        using var unloaded = await host.Client.PostAsync("/v1/models/second/unload", null);
        Assert.True(await watch.ResponseStream.MoveNext().WaitAsync(GrpcCalls.Patience));
        Assert.Equal(ServingStatus.NotServing, watch.ResponseStream.Current.Status);
        Assert.Equal(ServingStatus.Serving, (await health.CheckAsync(new() { Service = "genphys.v1.GenPhys/gaussian" })).Status);
        await host.Grpc().LoadModelAsync(new() { Name = "second" });
        Assert.True(await watch.ResponseStream.MoveNext().WaitAsync(GrpcCalls.Patience));
        Assert.Equal(ServingStatus.Serving, watch.ResponseStream.Current.Status);
    }

    [Fact]
    public async Task A_model_that_is_damaged_is_not_serving_and_neither_is_the_whole()
    {
        await using var host = await RunningHost.StartAsync(new ModelFolder().AddGaussian("gaussian").Add("damaged", """{ "schema": 1, "shape": [2] """));
        var health = new Health.HealthClient(host.Channel);
        Assert.Equal(ServingStatus.NotServing, (await health.CheckAsync(new())).Status);
        Assert.Equal(ServingStatus.NotServing, (await health.CheckAsync(new() { Service = "genphys.v1.GenPhys/damaged" })).Status);
        Assert.Equal(ServingStatus.Serving, (await health.CheckAsync(new() { Service = "genphys.v1.GenPhys/gaussian" })).Status);
        var failed = await GrpcCalls.RefusedAsync(() => host.Grpc().LoadModelAsync(new() { Name = "damaged" }).ResponseAsync, StatusCode.DataLoss);
        Assert.Equal((ErrorCode.ArtifactInvalid, ""), (failed.Code, failed.Pointer));
    }

    [Fact]
    public async Task A_service_that_drains_finishes_what_runs_and_refuses_the_rest()
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
                    Assert.True(release.Wait(GrpcCalls.Patience));
                }
            },
        });
        using var running = host.Grpc().SampleAsync(GrpcCalls.Request(4));
        await reached.Task.WaitAsync(GrpcCalls.Patience);
        var stopped = host.StopAsync();
        await draining.Task.WaitAsync(GrpcCalls.Patience);

        var refused = await GrpcCalls.RefusedAsync(() => host.Grpc().SampleAsync(GrpcCalls.Request(1)).ResponseAsync, StatusCode.Unavailable);
        Assert.Equal(ErrorCode.Draining, refused.Code);
        Assert.NotNull(refused.RetryAfter);
        Assert.Equal(ServingStatus.NotServing, (await new Health.HealthClient(host.Channel).CheckAsync(new())).Status);
        release.Set();
        Assert.Equal(8, (await running).Samples.Count);
        await stopped.WaitAsync(GrpcCalls.Patience);
        Assert.Empty(host.Log.Complaints);
    }

    private static async Task DrainAsync(AsyncServerStreamingCall<Proto.SampleEvent> call)
    {
        while (await call.ResponseStream.MoveNext())
        {
            Assert.Equal(Proto.SampleEvent.EventOneofCase.Progress, call.ResponseStream.Current.EventCase);
        }
    }
}
