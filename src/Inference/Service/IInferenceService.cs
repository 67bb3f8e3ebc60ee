using GenPhys.Contracts;

namespace GenPhys.Inference.Service;

/// <summary>What the doors (REST, gRPC, command line) call: every rule on requests, models and shutdown is behind it.</summary>
public interface IInferenceService
{
    /// <summary>Raised after <see cref="Ready"/> or the state of a model may have changed, on any thread; a handler must not block.</summary>
    event Action? Changed;

    /// <summary>Whether every configured model is warm and the service is not draining.</summary>
    bool Ready { get; }

    /// <summary>Validates, prices, queues and runs one sample request.</summary>
    /// <param name="model">The model: <c>name</c>, or <c>name@version</c> for one version of it.</param>
    /// <param name="request">The request.</param>
    /// <param name="progress">Gets a report at admission, with nothing done, and further ones as ticks go by, from the device thread: it must not block, and the first may overtake the report of the admission.</param>
    /// <param name="ct">Cancels in the queue and at tick boundaries.</param>
    /// <returns>The samples.</returns>
    /// <exception cref="GenPhysException">The request cannot be served.</exception>
    Task<SampleResult> SampleAsync(string model, SampleRequest request, IProgress<SampleProgress>? progress, CancellationToken ct);

    /// <summary>Log-likelihoods of points under a model.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="request">The request.</param>
    /// <param name="ct">Cancels in the queue and at tick boundaries.</param>
    /// <returns>The log-likelihoods.</returns>
    /// <exception cref="GenPhysException">The request cannot be served.</exception>
    Task<LikelihoodResult> LikelihoodAsync(string model, LikelihoodRequest request, CancellationToken ct);

    /// <summary>Latents of points.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="request">The request.</param>
    /// <param name="ct">Cancels in the queue and at tick boundaries.</param>
    /// <returns>The latents.</returns>
    /// <exception cref="GenPhysException">The request cannot be served.</exception>
    Task<EncodeResult> EncodeAsync(string model, EncodeRequest request, CancellationToken ct);

    /// <summary>Points of latents.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="request">The request.</param>
    /// <param name="ct">Cancels in the queue and at tick boundaries.</param>
    /// <returns>The points.</returns>
    /// <exception cref="GenPhysException">The request cannot be served.</exception>
    Task<DecodeResult> DecodeAsync(string model, DecodeRequest request, CancellationToken ct);

    /// <summary>Points between latents.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="request">The request.</param>
    /// <param name="ct">Cancels in the queue and at tick boundaries.</param>
    /// <returns>The way.</returns>
    /// <exception cref="GenPhysException">The request cannot be served.</exception>
    Task<InterpolationResult> InterpolateAsync(string model, InterpolationRequest request, CancellationToken ct);

    /// <summary>Tells which points obey a constraint.</summary>
    /// <param name="request">The request.</param>
    /// <param name="ct">Cancels between points.</param>
    /// <returns>Verdicts and distances.</returns>
    /// <exception cref="GenPhysException">The request cannot be served.</exception>
    Task<ConstraintCheckResponse> CheckAsync(ConstraintCheckRequest request, CancellationToken ct);

    /// <summary>Every model of the repository, in the order of names.</summary>
    /// <returns>One entry per model.</returns>
    IReadOnlyList<ModelInfo> ListModels();

    /// <summary>One model.</summary>
    /// <param name="name">Its name, or <c>name@version</c>.</param>
    /// <returns>What the repository says of it.</returns>
    /// <exception cref="GenPhysException"><see cref="ErrorCode.ModelNotFound"/>.</exception>
    ModelInfo GetModel(string name);

    /// <summary>Loads or reloads a model; completes when it is warm. A version that is named comes beside the others.</summary>
    /// <param name="name">Its name, or <c>name@version</c>.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>Its new state.</returns>
    /// <exception cref="GenPhysException"><see cref="ErrorCode.ModelNotFound"/> or <see cref="ErrorCode.ArtifactInvalid"/>.</exception>
    Task<ModelInfo> LoadAsync(string name, CancellationToken ct);

    /// <summary>Unloads a model, every version of it where none is named; requests that began on it finish.</summary>
    /// <param name="name">Its name, or <c>name@version</c>.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <returns>Its new state.</returns>
    /// <exception cref="GenPhysException"><see cref="ErrorCode.ModelNotFound"/>.</exception>
    Task<ModelInfo> UnloadAsync(string name, CancellationToken ct);

    /// <summary>Admits nothing new from now on, and completes when the last running request has ended.</summary>
    /// <param name="ct">Stops waiting; what runs goes on.</param>
    /// <returns>A task of the wait.</returns>
    Task DrainAsync(CancellationToken ct);
}
