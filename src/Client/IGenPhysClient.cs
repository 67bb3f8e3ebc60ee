using GenPhys.Contracts;

namespace GenPhys.Client;

/// <summary>
/// The verbs of the service, the same over REST and gRPC. Requests and answers are the contracts of <c>GenPhys.Contracts</c>; a model is addressed as
/// <c>name</c>, or as <c>name@version</c> for one version of it. Every method may be called from several threads.
/// </summary>
/// <remarks>
/// Every method throws <see cref="GenPhysException"/> with the service's code and JSON pointer where the service refuses,
/// <see cref="GenPhysTransportException"/> where it cannot be reached or breaks off, and <see cref="OperationCanceledException"/> where the caller's token
/// is cancelled; the service then ends the request too. A deadline (the request's own, else <see cref="GenPhysClientOptions.Deadline"/>) covers all
/// attempts of a call, and passes as <see cref="ErrorCode.DeadlineExceeded"/>.
/// </remarks>
public interface IGenPhysClient
{
    /// <summary>Draws samples.</summary>
    /// <param name="model">The model.</param>
    /// <param name="request">What to draw; <see cref="SampleRequest.RequestId"/> names it for <see cref="CancelAsync"/>.</param>
    /// <param name="ct">Ends the request.</param>
    /// <returns>The samples, <c>[rows, ...]</c> in float32; the same bits over both protocols.</returns>
    Task<SampleSet> SampleAsync(string model, SampleRequest request, CancellationToken ct = default);

    /// <summary>Draws samples and tells how far they are: any number of <see cref="SampleProgressed"/>, then one <see cref="SampleCompleted"/>.</summary>
    /// <param name="model">The model.</param>
    /// <param name="request">What to draw.</param>
    /// <param name="ct">Ends the request, as leaving the enumeration early does.</param>
    /// <returns>The events; a slow reader misses progress, never the samples.</returns>
    IAsyncEnumerable<SampleEvent> SampleStreamAsync(string model, SampleRequest request, CancellationToken ct = default);

    /// <summary>Log-likelihoods of points, by the probability flow (Song et al. 2021, eq. 39).</summary>
    /// <param name="model">The model.</param>
    /// <param name="request">The points, <c>[rows][dim]</c> in data units.</param>
    /// <param name="ct">Ends the request.</param>
    /// <returns>Log-densities in nats and bits per dimension, one per point.</returns>
    Task<LikelihoodResult> LikelihoodAsync(string model, LikelihoodRequest request, CancellationToken ct = default);

    /// <summary>Carries points up the probability flow to latents.</summary>
    /// <param name="model">The model.</param>
    /// <param name="request">The points, <c>[rows][dim]</c> in data units.</param>
    /// <param name="ct">Ends the request.</param>
    /// <returns>The latents, in the process's own units, and the round-trip errors.</returns>
    Task<EncodeResult> EncodeAsync(string model, EncodeRequest request, CancellationToken ct = default);

    /// <summary>Carries latents down the probability flow to points.</summary>
    /// <param name="model">The model.</param>
    /// <param name="request">The latents, <c>[rows][dim]</c> in the process's own units.</param>
    /// <param name="ct">Ends the request.</param>
    /// <returns>The points in data units.</returns>
    Task<DecodeResult> DecodeAsync(string model, DecodeRequest request, CancellationToken ct = default);

    /// <summary>Walks between two or more latents and decodes on the way.</summary>
    /// <param name="model">The model.</param>
    /// <param name="request">The ends: seeds, latents or points.</param>
    /// <param name="ct">Ends the request.</param>
    /// <returns>Weights, latents and points of the way.</returns>
    Task<InterpolationResult> InterpolateAsync(string model, InterpolationRequest request, CancellationToken ct = default);

    /// <summary>Tells which points obey a constraint, and how far the others are from doing so. No model takes part.</summary>
    /// <param name="request">The points, <c>[rows][dim]</c>, and the constraint.</param>
    /// <param name="ct">Ends the request.</param>
    /// <returns>A verdict and a distance per point.</returns>
    Task<ConstraintCheckResponse> CheckConstraintAsync(ConstraintCheckRequest request, CancellationToken ct = default);

    /// <summary>Every model of the repository.</summary>
    /// <param name="ct">Ends the call.</param>
    /// <returns>The models, in the order of their names.</returns>
    Task<IReadOnlyList<ModelInfo>> ListModelsAsync(CancellationToken ct = default);

    /// <summary>One model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="ct">Ends the call.</param>
    /// <returns>What the repository says of it.</returns>
    Task<ModelInfo> GetModelAsync(string model, CancellationToken ct = default);

    /// <summary>Loads a model, or loads its files anew, and returns when it is warm. Needs the scope <c>operate</c> where the service asks for keys.</summary>
    /// <param name="model">The model; a version that is named comes beside the others.</param>
    /// <param name="ct">Ends the call.</param>
    /// <returns>What the repository says of it.</returns>
    Task<ModelInfo> LoadModelAsync(string model, CancellationToken ct = default);

    /// <summary>Takes a model out of memory when the requests that run on it have finished. Needs the scope <c>operate</c> where the service asks for keys.</summary>
    /// <param name="model">The model; every version of it where none is named.</param>
    /// <param name="ct">Ends the call.</param>
    /// <returns>What the repository says of it.</returns>
    Task<ModelInfo> UnloadModelAsync(string model, CancellationToken ct = default);

    /// <summary>Ends a running request, whichever protocol it came in through; it is itself answered with <see cref="ErrorCode.Cancelled"/>.</summary>
    /// <param name="requestId">The id that its caller chose, or that its first progress told.</param>
    /// <param name="ct">Ends the call.</param>
    /// <returns>Completes when the service has ended it; <see cref="ErrorCode.RequestNotFound"/> where no such request runs.</returns>
    Task CancelAsync(string requestId, CancellationToken ct = default);

    /// <summary>Whether the service can be used. Asked once, without trying again.</summary>
    /// <param name="ct">Ends the call.</param>
    /// <returns>Its health; a service that does not answer is a result, not an exception.</returns>
    Task<ServiceHealth> CheckHealthAsync(CancellationToken ct = default);
}
