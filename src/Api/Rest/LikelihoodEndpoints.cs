using GenPhys.Api.Hosting;
using GenPhys.Api.OpenApi;
using GenPhys.Api.Protection;
using GenPhys.Contracts;
using GenPhys.Contracts.Json;
using GenPhys.Inference.Service;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GenPhys.Api.Rest;

/// <summary>Log-likelihoods.</summary>
internal static class LikelihoodEndpoints
{
    public static void MapLikelihoods(this IEndpointRouteBuilder v1) =>
        v1.MapPost("/models/{model}/likelihoods", AnswerAsync)
            .RequireScope(Policies.Sample)
            .WithTags("Likelihoods")
            .WithName("likelihood")
            .WithSummary("Log-likelihoods of points under a model.")
            .WithDescription(
                "The probability flow carries each point up to the prior; the answer is the prior's log-density there plus the integral of the flow's divergence, "
                + "in nats and data units. `trace` is exact up to 16 coordinates by default, and Hutchinson's estimate with standard errors above. "
                + "`details` tells the parts. The density is that of the model at its lowest noise level.")
            .Accepts<LikelihoodRequest>("application/json")
            .WithExample(FlowExamples.LikelihoodRequest, FlowExamples.LikelihoodResult)
            .WithErrors(RowErrors.All);

    private static async Task<Ok<LikelihoodResult>> AnswerAsync(string model, HttpContext http, IInferenceService service, RunningRequests running)
    {
        var request = await RequestBody.ReadAsync(http.Request, ContractsJson.Default.LikelihoodRequest, http.RequestAborted).ConfigureAwait(false);
        using var entry = running.Enter(http, http.RequestAborted);
        return TypedResults.Ok(await service.LikelihoodAsync(entry, model, request).ConfigureAwait(false));
    }
}
