using GenPhys.Contracts;

namespace GenPhys.Client.Calls;

/// <summary>
/// One attempt at each verb over one protocol. It throws <see cref="GenPhysException"/> for what the service says, <see cref="GenPhysTransportException"/>
/// where the service says nothing, and <see cref="OperationCanceledException"/> when the attempt's token is cancelled.
/// </summary>
internal interface ITransport : IDisposable
{
    Task<SampleSet> SampleAsync(string model, SampleRequest request, Attempt attempt);

    /// <summary>Sends the request; the enumeration holds the open call.</summary>
    IAsyncEnumerable<SampleEvent> SampleStreamAsync(string model, SampleRequest request, Attempt attempt);

    Task<LikelihoodResult> LikelihoodAsync(string model, LikelihoodRequest request, Attempt attempt);

    Task<EncodeResult> EncodeAsync(string model, EncodeRequest request, Attempt attempt);

    Task<DecodeResult> DecodeAsync(string model, DecodeRequest request, Attempt attempt);

    Task<InterpolationResult> InterpolateAsync(string model, InterpolationRequest request, Attempt attempt);

    Task<ConstraintCheckResponse> CheckConstraintAsync(ConstraintCheckRequest request, Attempt attempt);

    Task<IReadOnlyList<ModelInfo>> ListModelsAsync(Attempt attempt);

    Task<ModelInfo> GetModelAsync(string model, Attempt attempt);

    Task<ModelInfo> LoadModelAsync(string model, Attempt attempt);

    Task<ModelInfo> UnloadModelAsync(string model, Attempt attempt);

    Task CancelAsync(string requestId, Attempt attempt);

    Task<ServiceHealth> CheckHealthAsync(Attempt attempt);
}
