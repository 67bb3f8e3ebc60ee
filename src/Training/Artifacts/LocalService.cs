using GenPhys.Contracts;
using GenPhys.Inference.Engine;
using GenPhys.Inference.Models.Repository;
using GenPhys.Inference.Service;

namespace GenPhys.Training.Artifacts;

/// <summary>One model of a repository behind the application that the network doors call, in this process: the same request gives the same numbers.</summary>
public sealed class LocalService : IAsyncDisposable
{
    private readonly InferenceEngine _engine;
    private readonly ModelRepository _repository;
    private readonly InferenceService _service;
    private readonly string _model;

    private LocalService(InferenceEngine engine, ModelRepository repository, string model) =>
        (_engine, _repository, _service, _model) = (engine, repository, new InferenceService(engine, repository), model);

    /// <summary>Loads a model.</summary>
    /// <param name="root">The repository's folder.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="ct">Gives up loading.</param>
    /// <exception cref="GenPhysException">There is no such model, or its artifact is invalid.</exception>
    public static async Task<LocalService> OpenAsync(string root, string model, CancellationToken ct = default)
    {
        var engine = new InferenceEngine();
        try
        {
            var repository = new ModelRepository(root, engine);
            repository.Scan();
            await repository.LoadAsync(model, ct).ConfigureAwait(false);
            return new LocalService(engine, repository, model);
        }
        catch
        {
            await engine.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>What the repository says of the model.</summary>
    public ModelInfo Model => _service.GetModel(_model);

    /// <summary>Runs one sample request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="progress">Hears of progress on the device thread; null for nobody.</param>
    /// <param name="ct">Cancels.</param>
    public Task<SampleResult> SampleAsync(SampleRequest request, IProgress<SampleProgress>? progress = null, CancellationToken ct = default) =>
        _service.SampleAsync(_model, request, progress, ct);

    /// <summary>Runs one likelihood request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="ct">Cancels.</param>
    public Task<LikelihoodResult> LikelihoodAsync(LikelihoodRequest request, CancellationToken ct = default) => _service.LikelihoodAsync(_model, request, ct);

    /// <summary>Runs one decode request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="ct">Cancels.</param>
    public Task<DecodeResult> DecodeAsync(DecodeRequest request, CancellationToken ct = default) => _service.DecodeAsync(_model, request, ct);

    /// <summary>Runs one interpolation request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="ct">Cancels.</param>
    public Task<InterpolationResult> InterpolateAsync(InterpolationRequest request, CancellationToken ct = default) => _service.InterpolateAsync(_model, request, ct);

    /// <summary>Runs work that needs the model's own parts, on the thread that they belong to.</summary>
    /// <typeparam name="T">What the work gives.</typeparam>
    /// <param name="work">The work.</param>
    /// <param name="ct">Gives up before the work begins.</param>
    public async Task<T> OnDeviceAsync<T>(Func<LoadedModel, T> work, CancellationToken ct = default)
    {
        using var lease = _repository.Lease(_model);
        return await _engine.RunAsync(() => work(lease.Model), ct).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _engine.DisposeAsync();
}
