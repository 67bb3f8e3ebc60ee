using GenPhys.Api.Hosting;
using GenPhys.Api.OpenApi;
using GenPhys.Api.Protection;
using GenPhys.Contracts;
using GenPhys.Contracts.Json;
using GenPhys.Inference.Service;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GenPhys.Api.Rest;

/// <summary>Walks between latents.</summary>
internal static class InterpolationEndpoints
{
    public static void MapInterpolations(this IEndpointRouteBuilder v1) =>
        v1.MapPost("/models/{model}/interpolations", AnswerAsync)
            .RequireScope(Policies.Sample)
            .WithTags("Latents")
            .WithName("interpolate")
            .WithSummary("Walks between two or more latents and decodes on the way.")
            .WithDescription(
                "An end is a `seed` (what row 0 of a sample request with that seed starts from), a `latent` or a data `point`. The way visits the ends in order "
                + "with `steps` points a leg; `weights` ask for mixtures of all ends instead. `slerp` takes directions along the great circle and the logarithm of "
                + "the radius linearly, so that the ends are exact and ends of one radius stay on it.")
            .Accepts<InterpolationRequest>("application/json")
            .WithExample(FlowExamples.InterpolationRequest, FlowExamples.InterpolationResult)
            .WithErrors([.. RowErrors.All, ErrorCode.NumericalFailure]);

    private static async Task<Ok<InterpolationResult>> AnswerAsync(string model, HttpContext http, IInferenceService service, RunningRequests running)
    {
        var request = await RequestBody.ReadAsync(http.Request, ContractsJson.Default.InterpolationRequest, http.RequestAborted).ConfigureAwait(false);
        using var entry = running.Enter(http, http.RequestAborted);
        return TypedResults.Ok(await service.InterpolateAsync(entry, model, request).ConfigureAwait(false));
    }
}
