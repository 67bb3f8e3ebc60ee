using GenPhys.Api.Hosting;
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
        using var entry = running.Enter(http, http.RequestAborted);
        await format.AnswerAsync(http, progress => service.SampleAsync(entry, model, request, progress)).ConfigureAwait(false);
        return Results.Empty;
    }
}
