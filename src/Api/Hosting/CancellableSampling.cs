using GenPhys.Contracts;
using GenPhys.Inference.Service;

namespace GenPhys.Api.Hosting;

/// <summary>Runs a sample request under its entry among the running ones.</summary>
internal static class CancellableSampling
{
    /// <exception cref="GenPhysException">The request cannot be served, or was cancelled.</exception>
    public static async Task<SampleResult> SampleAsync(
        this IInferenceService service, RunningRequests.Entry entry, string model, SampleRequest request, IProgress<SampleProgress>? progress = null)
    {
        try
        {
            return await service.SampleAsync(model, request with { RequestId = entry.Id }, progress, entry.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (entry.Token.IsCancellationRequested)
        {
            throw new GenPhysException(ErrorCode.Cancelled, "The request was cancelled by its caller, or by the end of the service.", exception);
        }
    }
}
