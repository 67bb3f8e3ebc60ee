using GenPhys.Protos.V1;
using Grpc.Net.Client;

namespace GenPhys.Bench.Load;

/// <summary>Asks for samples over gRPC, one message for all of them.</summary>
internal sealed class GrpcSampleClient : IDisposable
{
    private readonly GrpcChannel channel;
    private readonly Protos.V1.GenPhys.GenPhysClient client;
    private readonly string model;

    public GrpcSampleClient(Uri server, string model)
    {
        var handler = new SocketsHttpHandler { UseProxy = false, UseCookies = false, ActivityHeadersPropagator = null };
        channel = GrpcChannel.ForAddress(server, new GrpcChannelOptions { HttpHandler = handler });
        client = new Protos.V1.GenPhys.GenPhysClient(channel);
        this.model = model;
    }

    /// <summary>One request; throws where the answer is not the samples asked for.</summary>
    public async Task<SampleResponse> SampleAsync(int rows, int steps, long seed)
    {
        var answer = await client.SampleAsync(
            new SampleRequest { Model = model, Count = rows, Seed = seed, Sampler = new Sampler { Heun = new HeunSampler(), Steps = steps } });
        return answer.Samples.Count >= rows ? answer : throw new InvalidOperationException($"{answer.Samples.Count} values are too few for {rows} rows.");
    }

    public void Dispose() => channel.Dispose();
}
