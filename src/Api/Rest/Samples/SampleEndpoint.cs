using GenPhys.Api.Hosting;
using GenPhys.Contracts;
using GenPhys.Contracts.Json;
using GenPhys.Inference.Service;

namespace GenPhys.Api.Rest.Samples;

/// <summary><c>POST /v1/models/{model}/samples</c>.</summary>
internal static class SampleEndpoint
{
    public static async Task<IResult> AnswerAsync(string model, HttpContext http, IInferenceService service, RunningRequests running)
    {
        var format = SampleFormats.Choose(http.Request);
        var request = await RequestBody.ReadAsync(http.Request, ContractsJson.Default.SampleRequest, http.RequestAborted).ConfigureAwait(false);
        using var entry = running.Enter(RequestId.Of(http), http.RequestAborted);
        await format.AnswerAsync(http, progress => RunAsync(service, model, request with { RequestId = entry.Id }, progress, entry.Token)).ConfigureAwait(false);
        return Results.Empty;
    }

    private static async Task<SampleResult> RunAsync(
        IInferenceService service, string model, SampleRequest request, IProgress<SampleProgress>? progress, CancellationToken ct)
    {
        try
        {
            return await service.SampleAsync(model, request, progress, ct).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (ct.IsCancellationRequested)
        {
            throw new GenPhysException(ErrorCode.Cancelled, "The request was cancelled by its caller, or by the end of the service.", exception);
        }
    }
}
