using Microsoft.AspNetCore.Authorization;

namespace GenPhys.Api.Protection;

/// <summary>The caller has one of some scopes.</summary>
internal sealed class ScopeRequirement(IReadOnlyList<string> anyOf) : AuthorizationHandler<ScopeRequirement>, IAuthorizationRequirement
{
    public IReadOnlyList<string> AnyOf => anyOf;

    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, ScopeRequirement requirement)
    {
        if (requirement.AnyOf.Any(scope => context.User.HasClaim(Caller.ScopeClaim, scope)))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}
