using System.Diagnostics;
using GenPhys.Contracts;
using GenPhys.Inference.Models.Repository;
using GenPhys.Inference.Service;
using GenPhys.Inference.Telemetry;

namespace GenPhys.Api.Telemetry;

/// <summary>The service with a span around each request, and its time and outcome counted; the same for every door.</summary>
internal sealed class MeasuredService(IInferenceService inner, ServiceInstruments instruments, TimeProvider time) : IInferenceService
{
    private static readonly ActivitySource Source = new(InstrumentNames.Activities);

    public event Action? Changed
    {
        add => inner.Changed += value;
        remove => inner.Changed -= value;
    }

    public bool Ready => inner.Ready;

    public async Task<SampleResult> SampleAsync(string model, SampleRequest request, IProgress<SampleProgress>? progress, CancellationToken ct)
    {
        using var span = Source.StartActivity("sample");
        span?.SetTag("genphys.request.id", request.RequestId)
            .SetTag("genphys.rows", request.Count)
            .SetTag("genphys.seed", request.Seed);
        var result = await MeasureAsync("sample", model, span, () => inner.SampleAsync(model, request, progress, ct)).ConfigureAwait(false);
        span?.SetTag("genphys.model.version", result.Model.Version)
            .SetTag("genphys.nfe", result.Nfe)
            .SetTag("genphys.rows.failed", result.FailedRows.Count)
            .SetTag("genphys.violation_rate", result.Verification?.Rate);
        instruments.Verified(result.Model.Name, result.Verification);
        return result;
    }

    public Task<LikelihoodResult> LikelihoodAsync(string model, LikelihoodRequest request, CancellationToken ct) =>
        RowsAsync("likelihood", model, request.RequestId, request.Points.Count, () => inner.LikelihoodAsync(model, request, ct));

    public Task<EncodeResult> EncodeAsync(string model, EncodeRequest request, CancellationToken ct) =>
        RowsAsync("encode", model, request.RequestId, request.Points.Count, () => inner.EncodeAsync(model, request, ct));

    public Task<DecodeResult> DecodeAsync(string model, DecodeRequest request, CancellationToken ct) =>
        RowsAsync("decode", model, request.RequestId, request.Latents.Count, () => inner.DecodeAsync(model, request, ct));

    public Task<InterpolationResult> InterpolateAsync(string model, InterpolationRequest request, CancellationToken ct) =>
        RowsAsync("interpolate", model, request.RequestId, request.Ends.Count, () => inner.InterpolateAsync(model, request, ct));

    public Task<ConstraintCheckResponse> CheckAsync(ConstraintCheckRequest request, CancellationToken ct) =>
        RowsAsync("check", "", null, request.Points.Count, () => inner.CheckAsync(request, ct));

    public IReadOnlyList<ModelInfo> ListModels() => inner.ListModels();

    public ModelInfo GetModel(string name) => inner.GetModel(name);

    public async Task<ModelInfo> LoadAsync(string name, CancellationToken ct)
    {
        using var span = Source.StartActivity("load");
        return await MeasureAsync("load", name, span, () => inner.LoadAsync(name, ct)).ConfigureAwait(false);
    }

    public async Task<ModelInfo> UnloadAsync(string name, CancellationToken ct)
    {
        using var span = Source.StartActivity("unload");
        return await MeasureAsync("unload", name, span, () => inner.UnloadAsync(name, ct)).ConfigureAwait(false);
    }

    public Task DrainAsync(CancellationToken ct) => inner.DrainAsync(ct);

    private async Task<T> RowsAsync<T>(string verb, string model, string? id, int rows, Func<Task<T>> run)
    {
        using var span = Source.StartActivity(verb);
        span?.SetTag("genphys.request.id", id).SetTag("genphys.rows", rows);
        return await MeasureAsync(verb, model, span, run).ConfigureAwait(false);
    }

    private async Task<T> MeasureAsync<T>(string verb, string model, Activity? span, Func<Task<T>> run)
    {
        var started = time.GetTimestamp();
        try
        {
            var result = await run().ConfigureAwait(false);
            span?.SetTag("genphys.model", ModelAddress.NameOf(model));
            instruments.Ended(verb, ModelAddress.NameOf(model), "ok", time.GetElapsedTime(started));
            return result;
        }
        catch (Exception exception)
        {
            var code = exception switch
            {
                GenPhysException refusal => refusal.Code,
                OperationCanceledException => ErrorCode.Cancelled,
                _ => ErrorCode.Internal,
            };
            var name = ErrorTable.Of(code).Name;
            var known = inner.ListModels().FirstOrDefault(entry => entry.Name == ModelAddress.NameOf(model))?.Name;
            span?.SetTag("genphys.model", known).SetTag("error.type", name).SetStatus(ActivityStatusCode.Error, name);
            instruments.Ended(verb, known, name, time.GetElapsedTime(started));
            throw;
        }
    }
}
