using GenPhys.Api.Hosting;
using GenPhys.Api.OpenApi;
using GenPhys.Api.Options;
using GenPhys.Api.Protection;
using GenPhys.Contracts;
using GenPhys.Contracts.Json;
using GenPhys.Inference.Service;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace GenPhys.Api.Rest;

/// <summary>Constraints, without a model.</summary>
internal static class ConstraintEndpoints
{
    public static void MapConstraints(this IEndpointRouteBuilder v1)
    {
        var limits = v1.ServiceProvider.GetRequiredService<IOptions<LimitsOptions>>().Value;
        v1.MapPost("/constraints/check", AnswerAsync)
            .RequireScope(Policies.Sample)
            .WithMetadata(new RequestSizeLimitAttribute(Math.Max(limits.MaxBodyBytes, limits.MaxCheckBodyBytes)))
            .WithTags("Constraints")
            .WithName("checkConstraint")
            .WithSummary("Tells which points obey a constraint, and how far the others are from doing so.")
            .WithDescription(
                "`contains` is the verdict in double precision; boundary points are inside. `distances` is 0 for those and nowhere else: the Euclidean distance for "
                + "primitives, polygons and unions, √Σd² for intersections and for constraints on scenes and sequences. Polygons may come as rings, as GeoJSON or as "
                + "well-known text.")
            .Accepts<ConstraintCheckRequest>("application/json")
            .WithExample(ConstraintExamples.CheckRequest, ConstraintExamples.CheckResponse)
            .WithErrors(
                ErrorCode.Malformed,
                ErrorCode.UnknownMember,
                ErrorCode.RequestIdInUse,
                ErrorCode.PayloadTooLarge,
                ErrorCode.UnsupportedMediaType,
                ErrorCode.Validation,
                ErrorCode.ShapeMismatch,
                ErrorCode.BudgetExceeded,
                ErrorCode.Cancelled,
                ErrorCode.Draining);
    }

    private static async Task<Ok<ConstraintCheckResponse>> AnswerAsync(HttpContext http, IInferenceService service, RunningRequests running)
    {
        var request = await RequestBody.ReadAsync(http.Request, ContractsJson.Default.ConstraintCheckRequest, http.RequestAborted).ConfigureAwait(false);
        using var entry = running.Enter(http, http.RequestAborted);
        return TypedResults.Ok(await service.CheckAsync(entry, request).ConfigureAwait(false));
    }
}
