using System.Security.Cryptography;
using GenPhys.Contracts;
using GenPhys.Inference.Engine;
using GenPhys.Inference.Models.Repository;
using GenPhys.Inference.Sampling.Samplers;

namespace GenPhys.Inference.Service;

/// <summary>The application behind every door: one repository of models on the engine of one device.</summary>
/// <param name="engine">The engine.</param>
/// <param name="repository">Its models.</param>
/// <param name="options">What is allowed.</param>
public sealed class InferenceService(InferenceEngine engine, ModelRepository repository, ServiceOptions? options = null) : IInferenceService
{
    private readonly ServiceOptions _options = options ?? new ServiceOptions();
    private readonly CheckVerb _check = new((options ?? new ServiceOptions()).Limits.Constraints);
    private volatile bool _started;
    private volatile bool _draining;

    private event Action? OwnChange;

    /// <inheritdoc/>
    public event Action? Changed
    {
        add
        {
            repository.Changed += value;
            OwnChange += value;
        }

        remove
        {
            repository.Changed -= value;
            OwnChange -= value;
        }
    }

    /// <inheritdoc/>
    public bool Ready => _started && !_draining && repository.List().All(m => m.State is ModelState.Ready or ModelState.Unloaded);

    /// <summary>The engine's counters.</summary>
    public EngineStatistics Statistics => engine.Statistics;

    /// <summary>Loads every model of the repository, one after another; a model that cannot be loaded is left as failed.</summary>
    /// <param name="failed">Told of each model that could not be loaded.</param>
    /// <param name="ct">Stops between two models.</param>
    /// <returns>When every model has been tried.</returns>
    public async Task StartAsync(Action<string, Exception>? failed, CancellationToken ct)
    {
        repository.Scan();
        foreach (var entry in repository.List())
        {
            ct.ThrowIfCancellationRequested();
            try
            {
                await repository.LoadAsync(entry.Name, ct).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                failed?.Invoke(entry.Name, exception);
            }
        }

        _started = true;
        OwnChange?.Invoke();
    }

    /// <inheritdoc/>
    public async Task<SampleResult> SampleAsync(
        string model, SampleRequest request, IProgress<SampleProgress>? progress, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        RefuseWhileDraining();
        using var lease = repository.Lease(model);
        SampleRequestValidator.ThrowIfInvalid(request, _options.Limits);

        return await new SampleVerb(engine, _options, lease.Model, request, request.Seed ?? NewSeed(), progress).RunAsync(ct).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<LikelihoodResult> LikelihoodAsync(string model, LikelihoodRequest request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        return OnModelAsync(
            model,
            () => LikelihoodRequestValidator.ThrowIfInvalid(request, _options.Limits),
            loaded => LikelihoodVerb.RunAsync(
                new FlowRun(engine, _options, loaded, request.RequestId, request.DeadlineMs) { Codes = request.Codes }, request, request.Seed ?? NewSeed(), engine, ct));
    }

    /// <inheritdoc/>
    public Task<EncodeResult> EncodeAsync(string model, EncodeRequest request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        return OnModelAsync(
            model,
            () => request.ThrowIfInvalid(_options.Limits),
            loaded => LatentVerbs.EncodeAsync(new FlowRun(engine, _options, loaded, request.RequestId, request.DeadlineMs) { Codes = request.Codes }, request, ct));
    }

    /// <inheritdoc/>
    public Task<DecodeResult> DecodeAsync(string model, DecodeRequest request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        return OnModelAsync(
            model,
            () => request.ThrowIfInvalid(_options.Limits),
            loaded => LatentVerbs.DecodeAsync(new FlowRun(engine, _options, loaded, request.RequestId, request.DeadlineMs) { Codes = request.Codes }, request, ct));
    }

    /// <inheritdoc/>
    public Task<InterpolationResult> InterpolateAsync(string model, InterpolationRequest request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        return OnModelAsync(
            model,
            () => request.ThrowIfInvalid(_options.Limits),
            loaded => InterpolationVerb.RunAsync(new FlowRun(engine, _options, loaded, request.RequestId, request.DeadlineMs) { Codes = request.Codes }, request, ct));
    }

    /// <inheritdoc/>
    public Task<ConstraintCheckResponse> CheckAsync(ConstraintCheckRequest request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        RefuseWhileDraining();
        request.ThrowIfInvalid(_options.Limits.Constraints);
        return _check.RunAsync(request, ct);
    }

    /// <inheritdoc/>
    public IReadOnlyList<ModelInfo> ListModels() => [.. repository.List().Select(Describe)];

    /// <inheritdoc/>
    public ModelInfo GetModel(string name) => Describe(repository.Get(name));

    /// <inheritdoc/>
    public async Task<ModelInfo> LoadAsync(string name, CancellationToken ct) =>
        Describe(await repository.LoadAsync(name, ct).ConfigureAwait(false));

    /// <inheritdoc/>
    public async Task<ModelInfo> UnloadAsync(string name, CancellationToken ct) =>
        Describe(await repository.UnloadAsync(name, ct).ConfigureAwait(false));

    /// <inheritdoc/>
    public async Task DrainAsync(CancellationToken ct)
    {
        // New requests are refused here and by the engine, so none slips in between.
        _draining = true;
        OwnChange?.Invoke();
        await engine.DrainAsync(ct).ConfigureAwait(false);
    }

    private async Task<T> OnModelAsync<T>(string model, Action validate, Func<LoadedModel, Task<T>> run)
    {
        RefuseWhileDraining();
        using var lease = repository.Lease(model);
        validate();
        return await run(lease.Model).ConfigureAwait(false);
    }

    private void RefuseWhileDraining()
    {
        if (_draining)
        {
            throw new GenPhysException(ErrorCode.Draining, "The service is shutting down and takes no new requests.");
        }
    }

    private static long NewSeed()
    {
        Span<byte> bytes = stackalloc byte[8];
        RandomNumberGenerator.Fill(bytes);
        return (long)(BitConverter.ToUInt64(bytes) >> 11);
    }

    private ModelInfo Describe(ModelEntry entry)
    {
        var process = entry.Manifest?.Process.Create();
        return new ModelInfo
        {
            Name = entry.Name,
            Version = entry.Version,
            Versions = repository.Versions(entry.Name),
            LoadedVersions = entry.Loaded,
            State = entry.State,
            Shape = entry.Manifest?.Shape ?? [],
            Process = process is null ? null : new ProcessInfo { Kind = process.Kind, SigmaMin = process.SigmaMin, SigmaMax = process.SigmaMax },
            Field = entry.Manifest?.Field.Kind,
            CodeSizes = entry.Manifest?.Latents?.Sizes,
            DefaultSampler = entry.Manifest?.Defaults?.Sampler,
            Samplers = process is null ? null : SamplerRegistry.KindsFor(process),
            Metrics = entry.Manifest?.Training?.Metrics,
            Error = entry.Error,
        };
    }
}
