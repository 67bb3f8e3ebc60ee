using GenPhys.Contracts;
using GenPhys.Contracts.Mapping;
using GenPhys.Service.Tests.Support;
using Grpc.Core;
using Proto = GenPhys.Protos.V1;

namespace GenPhys.Service.Tests.Grpc;

/// <summary>What the tests do over gRPC again and again.</summary>
internal static class GrpcCalls
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static Proto.GenPhys.GenPhysClient Grpc(this RunningHost host) => new(host.Channel);

    /// <summary>Minutes of work: what ends such a request within a test is never its own end.</summary>
    public static Proto.SampleRequest Endless() => Request(200_000, new Proto.Sampler { Heun = new(), Steps = 2000 });

    public static Proto.SampleRequest Request(int count, Proto.Sampler? sampler = null) =>
        new() { Model = "gaussian", Count = count, Seed = 3, Sampler = sampler };

    public static async Task<GenPhysException> RefusedAsync(Func<Task> call, StatusCode status)
    {
        var failure = await Assert.ThrowsAsync<RpcException>(() => call().WaitAsync(Patience));
        Assert.Equal((status, failure.Status.Detail), (failure.StatusCode, failure.Status.Detail));
        var known = failure.ToContract();
        Assert.True(known is not null, failure.ToString());
        Assert.Equal(failure.Status.Detail, known.Message);
        Assert.DoesNotContain("System.", failure.Status.Detail, StringComparison.Ordinal);
        return known;
    }
}
