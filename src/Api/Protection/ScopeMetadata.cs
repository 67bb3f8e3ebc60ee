using GenPhys.Api.OpenApi;
using GenPhys.Contracts;

namespace GenPhys.Api.Protection;

/// <summary>Puts a policy on REST endpoints, and what it may answer into their document.</summary>
internal static class ScopeMetadata
{
    public static TBuilder RequireScope<TBuilder>(this TBuilder endpoints, string policy)
        where TBuilder : IEndpointConventionBuilder =>
        endpoints.RequireAuthorization(policy).WithErrors(ErrorCode.Unauthenticated, ErrorCode.PermissionDenied, ErrorCode.RateLimited);
}
