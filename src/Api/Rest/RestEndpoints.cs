using GenPhys.Api.Protection;

namespace GenPhys.Api.Rest;

/// <summary>Every REST endpoint, one line per family.</summary>
internal static class RestEndpoints
{
    public static void MapRest(this IEndpointRouteBuilder routes)
    {
        var v1 = routes.MapGroup("/v1").RequireScope(Policies.Read);
        v1.MapSamples();
        v1.MapLikelihoods();
        v1.MapLatents();
        v1.MapInterpolations();
        v1.MapConstraints();
        v1.MapModels();
        v1.MapRequests();
    }
}
