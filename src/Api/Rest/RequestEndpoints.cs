using GenPhys.Api.Hosting;
using GenPhys.Api.OpenApi;
using GenPhys.Api.Protection;
using GenPhys.Contracts;

namespace GenPhys.Api.Rest;

/// <summary>Requests that are running.</summary>
internal static class RequestEndpoints
{
    public static void MapRequests(this IEndpointRouteBuilder v1) =>
        v1.MapDelete("/requests/{id}", async (string id, HttpContext http, RunningRequests running) =>
            {
                await running.CancelAsync(id, Caller.Of(http)).ConfigureAwait(false);
                return TypedResults.NoContent();
            })
            .WithTags("Requests")
            .WithName("cancelRequest")
            .WithSummary("Cancels a running request of one's own; with the scope operate, anybody's.")
            .WithDescription(
                $"The id is the one that the caller sent as {RequestId.Header}, or that the first progress event told. The request leaves the engine at "
                + "its next tick and is itself answered with the code `cancelled`.")
            .WithErrors(ErrorCode.RequestNotFound);
}
