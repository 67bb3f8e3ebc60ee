using GenPhys.Contracts;
using GenPhys.Inference.Engine;
using GenPhys.Inference.Models.Repository;
using GenPhys.Inference.Networks;
using GenPhys.Inference.Service;

namespace GenPhys.Bench.Processes;

/// <summary>The application service in this process, without a door: what a request costs by itself.</summary>
internal sealed class InProcess : IAsyncDisposable
{
    private readonly InferenceEngine engine;
    private readonly InferenceService service;

    private InProcess(InferenceEngine engine, InferenceService service) => (this.engine, this.service) = (engine, service);

    public static async Task<InProcess> StartAsync(string model, int threads)
    {
        var engine = new InferenceEngine();
        var service = new InferenceService(engine, new ModelRepository(Repository.Models, engine, new NetworkOptions { Threads = threads }));
        await service.LoadAsync(model, CancellationToken.None);
        return new InProcess(engine, service);
    }

    public Task<SampleResult> SampleAsync(string model, int rows, int steps, long seed) =>
        SampleAsync(model, new SampleRequest { Count = rows, Seed = seed, Sampler = new HeunSampler { Steps = steps } });

    public Task<SampleResult> SampleAsync(string model, SampleRequest request) =>
        service.SampleAsync(model, request, progress: null, CancellationToken.None);

    public ValueTask DisposeAsync() => engine.DisposeAsync();
}
