using GenPhys.Api.Hosting;
using GenPhys.Api.OpenApi;
using GenPhys.Api.Protection;
using GenPhys.Contracts;
using GenPhys.Contracts.Json;
using GenPhys.Inference.Service;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GenPhys.Api.Rest;

/// <summary>Points to latents, and latents to points.</summary>
internal static class LatentEndpoints
{
    public static void MapLatents(this IEndpointRouteBuilder v1)
    {
        var group = v1.MapGroup("/models/{model}/latents").RequireScope(Policies.Sample).WithTags("Latents");
        group.MapPost("", EncodeAsync)
            .WithName("encode")
            .WithSummary("Carries points up the probability flow to latents.")
            .WithDescription(
                "A latent is x at the prior's level in the process's own units (EDM and VE: standard deviation sigmaMax, VP: 1, PFGM: x at zMax). "
                + "`roundTripErrors` are distances between the points and their latents decoded again.")
            .Accepts<EncodeRequest>("application/json")
            .WithExample(FlowExamples.EncodeRequest, FlowExamples.EncodeResult)
            .WithErrors(RowErrors.All);
        group.MapPost("/decode", DecodeAsync)
            .WithName("decode")
            .WithSummary("Carries latents down the probability flow to points.")
            .WithDescription("`temperature` multiplies the latents. The flow stops at the lowest noise level unless the sampler's `denoiseFinal` says otherwise.")
            .Accepts<DecodeRequest>("application/json")
            .WithExample(FlowExamples.DecodeRequest, FlowExamples.DecodeResult)
            .WithErrors(RowErrors.All);
    }

    private static async Task<Ok<EncodeResult>> EncodeAsync(string model, HttpContext http, IInferenceService service, RunningRequests running)
    {
        var request = await RequestBody.ReadAsync(http.Request, ContractsJson.Default.EncodeRequest, http.RequestAborted).ConfigureAwait(false);
        using var entry = running.Enter(http, http.RequestAborted);
        return TypedResults.Ok(await service.EncodeAsync(entry, model, request).ConfigureAwait(false));
    }

    private static async Task<Ok<DecodeResult>> DecodeAsync(string model, HttpContext http, IInferenceService service, RunningRequests running)
    {
        var request = await RequestBody.ReadAsync(http.Request, ContractsJson.Default.DecodeRequest, http.RequestAborted).ConfigureAwait(false);
        using var entry = running.Enter(http, http.RequestAborted);
        return TypedResults.Ok(await service.DecodeAsync(entry, model, request).ConfigureAwait(false));
    }
}
