using GenPhys.Contracts;
using GenPhys.Inference.Service;

namespace GenPhys.Api.Hosting;

/// <summary>Runs a request under its entry among the running ones, so that any door can cancel it, on the budget of its caller.</summary>
internal static class CancellableRequests
{
    /// <exception cref="GenPhysException">The request cannot be served, or was cancelled.</exception>
    public static Task<SampleResult> SampleAsync(
        this IInferenceService service, RunningRequests.Entry entry, string model, SampleRequest request, IProgress<SampleProgress>? progress = null) =>
        entry.RunAsync(request.Rows(), (id, ct) => service.SampleAsync(model, request with { RequestId = id }, progress, ct));

    /// <exception cref="GenPhysException">The request cannot be served, or was cancelled.</exception>
    public static Task<LikelihoodResult> LikelihoodAsync(
        this IInferenceService service, RunningRequests.Entry entry, string model, LikelihoodRequest request) =>
        entry.RunAsync(request.Points.Count, (id, ct) => service.LikelihoodAsync(model, request with { RequestId = id }, ct));

    /// <exception cref="GenPhysException">The request cannot be served, or was cancelled.</exception>
    public static Task<EncodeResult> EncodeAsync(this IInferenceService service, RunningRequests.Entry entry, string model, EncodeRequest request) =>
        entry.RunAsync(request.Points.Count, (id, ct) => service.EncodeAsync(model, request with { RequestId = id }, ct));

    /// <exception cref="GenPhysException">The request cannot be served, or was cancelled.</exception>
    public static Task<DecodeResult> DecodeAsync(this IInferenceService service, RunningRequests.Entry entry, string model, DecodeRequest request) =>
        entry.RunAsync(request.Latents.Count, (id, ct) => service.DecodeAsync(model, request with { RequestId = id }, ct));

    /// <exception cref="GenPhysException">The request cannot be served, or was cancelled.</exception>
    public static Task<InterpolationResult> InterpolateAsync(
        this IInferenceService service, RunningRequests.Entry entry, string model, InterpolationRequest request) =>
        entry.RunAsync(request.Rows, (id, ct) => service.InterpolateAsync(model, request with { RequestId = id }, ct));

    /// <exception cref="GenPhysException">The request cannot be served, or was cancelled.</exception>
    public static Task<ConstraintCheckResponse> CheckAsync(this IInferenceService service, RunningRequests.Entry entry, ConstraintCheckRequest request) =>
        entry.RunAsync(request.Points.Count, (_, ct) => service.CheckAsync(request, ct));

    private static async Task<T> RunAsync<T>(this RunningRequests.Entry entry, int rows, Func<string, CancellationToken, Task<T>> run)
    {
        entry.Budget.TakeRows(rows);
        try
        {
            return await run(entry.Id, entry.Token).ConfigureAwait(false);
        }
        catch (GenPhysException exception) when (NeverRan(exception.Code))
        {
            entry.Budget.ReturnRows(rows);
            throw;
        }
        catch (OperationCanceledException exception) when (entry.Token.IsCancellationRequested)
        {
            throw new GenPhysException(ErrorCode.Cancelled, "The request was cancelled by its caller, or by the end of the service.", exception);
        }
    }

    private static bool NeverRan(ErrorCode code) => code is not (ErrorCode.Cancelled or ErrorCode.DeadlineExceeded or ErrorCode.NumericalFailure or ErrorCode.Internal);
}
