using GenPhys.Contracts;
using GenPhys.Inference.Service;

namespace GenPhys.Api.Hosting;

/// <summary>Runs a sample request under its entry among the running ones, on the budget of its caller.</summary>
internal static class CancellableSampling
{
    /// <exception cref="GenPhysException">The request cannot be served, or was cancelled.</exception>
    public static async Task<SampleResult> SampleAsync(
        this IInferenceService service, RunningRequests.Entry entry, string model, SampleRequest request, IProgress<SampleProgress>? progress = null)
    {
        entry.Budget.TakeRows(request.Count);
        try
        {
            return await service.SampleAsync(model, request with { RequestId = entry.Id }, progress, entry.Token).ConfigureAwait(false);
        }
        catch (GenPhysException exception) when (NeverRan(exception.Code))
        {
            entry.Budget.ReturnRows(request.Count);
            throw;
        }
        catch (OperationCanceledException exception) when (entry.Token.IsCancellationRequested)
        {
            throw new GenPhysException(ErrorCode.Cancelled, "The request was cancelled by its caller, or by the end of the service.", exception);
        }
    }

    private static bool NeverRan(ErrorCode code) => code is not (ErrorCode.Cancelled or ErrorCode.DeadlineExceeded or ErrorCode.NumericalFailure or ErrorCode.Internal);
}
