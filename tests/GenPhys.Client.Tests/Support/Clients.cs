using GenPhys.Contracts;
using GenPhys.Service.Tests.Support;

namespace GenPhys.Client.Tests.Support;

/// <summary>Clients of a running host, and requests.</summary>
internal static class Clients
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Minutes of work: what ends such a request within a test is never its own end.</summary>
    public static SampleRequest Endless { get; } = new() { Count = 200_000, Seed = 3, Sampler = new HeunSampler { Steps = 2000 } };

    public static SampleRequest Short { get; } = new() { Count = 8, Seed = 5 };

    public static GenPhysClient Client(this RunningHost host, GenPhysProtocol protocol, Action<GenPhysClientOptions>? configure = null)
    {
        var options = new GenPhysClientOptions { Protocol = protocol, Address = host.Address(protocol) };
        configure?.Invoke(options);
        return GenPhysClient.Create(options);
    }

    public static Uri Address(this RunningHost host, GenPhysProtocol protocol) =>
        protocol == GenPhysProtocol.Grpc ? host.GrpcAddress : host.Client.BaseAddress!;

    public static async Task<GenPhysException> RefusedAsync(Func<Task> call) => await Assert.ThrowsAsync<GenPhysException>(() => call().WaitAsync(Patience));
}
