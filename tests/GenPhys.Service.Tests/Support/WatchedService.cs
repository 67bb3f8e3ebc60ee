using GenPhys.Contracts;
using GenPhys.Inference.Service;

namespace GenPhys.Service.Tests.Support;

/// <summary>The real service, with a place before and after each sample request where a test can hold it or look at it.</summary>
internal sealed class WatchedService(IInferenceService inner) : IInferenceService
{
    /// <summary>Awaited when a request comes in, before the real service sees it.</summary>
    public Func<SampleRequest, CancellationToken, Task> Before { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Awaited when the real service has admitted and finished a request.</summary>
    public Func<SampleResult, CancellationToken, Task<SampleResult>> After { get; set; } = (result, _) => Task.FromResult(result);

    /// <summary>Called on whatever thread reports progress, which is the device thread once a request runs: blocking here holds the engine.</summary>
    public Action<SampleProgress> Progress { get; set; } = _ => { };

    /// <summary>Told that a drain has begun: new requests are refused from here on.</summary>
    public Action DrainBegan { get; set; } = () => { };

    /// <summary>Told how each request ended: null for a result.</summary>
    public Action<Exception?> Ended { get; set; } = _ => { };

    public event Action? Changed
    {
        add => inner.Changed += value;
        remove => inner.Changed -= value;
    }

    public bool Ready => inner.Ready;

    public async Task<SampleResult> SampleAsync(string model, SampleRequest request, IProgress<SampleProgress>? progress, CancellationToken ct)
    {
        try
        {
            await Before(request, ct);
            var result = await After(await inner.SampleAsync(model, request, new Relay(this, progress), ct), ct);
            Ended(null);
            return result;
        }
        catch (Exception exception)
        {
            Ended(exception);
            throw;
        }
    }

    public Task<LikelihoodResult> LikelihoodAsync(string model, LikelihoodRequest request, CancellationToken ct) => inner.LikelihoodAsync(model, request, ct);

    public Task<EncodeResult> EncodeAsync(string model, EncodeRequest request, CancellationToken ct) => inner.EncodeAsync(model, request, ct);

    public Task<DecodeResult> DecodeAsync(string model, DecodeRequest request, CancellationToken ct) => inner.DecodeAsync(model, request, ct);

    public Task<InterpolationResult> InterpolateAsync(string model, InterpolationRequest request, CancellationToken ct) =>
        inner.InterpolateAsync(model, request, ct);

    public Task<ConstraintCheckResponse> CheckAsync(ConstraintCheckRequest request, CancellationToken ct) => inner.CheckAsync(request, ct);

    public IReadOnlyList<ModelInfo> ListModels() => inner.ListModels();

    public ModelInfo GetModel(string name) => inner.GetModel(name);

    public Task<ModelInfo> LoadAsync(string name, CancellationToken ct) => inner.LoadAsync(name, ct);

    public Task<ModelInfo> UnloadAsync(string name, CancellationToken ct) => inner.UnloadAsync(name, ct);

    public Task DrainAsync(CancellationToken ct)
    {
        var drained = inner.DrainAsync(ct);
        DrainBegan();
        return drained;
    }

    private sealed class Relay(WatchedService watch, IProgress<SampleProgress>? to) : IProgress<SampleProgress>
    {
        public void Report(SampleProgress value)
        {
            to?.Report(value);
            watch.Progress(value);
        }
    }
}
