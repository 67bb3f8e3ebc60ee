using GenPhys.Contracts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.IdentityModel.Tokens;

namespace GenPhys.Api.Protection;

/// <summary>Tells a caller whom a policy stops what is missing.</summary>
internal sealed class AuthorizationAnswer(Refusal refusal) : IAuthorizationMiddlewareResultHandler
{
    private const string How = $"Send one as 'Authorization: Bearer KEY' or '{Credential.KeyHeader}: KEY'; over gRPC, as metadata of the same names.";

    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded)
        {
            return next(context);
        }

        return refusal.AnswerAsync(context, authorizeResult.Challenged
            ? new GenPhysException(ErrorCode.Unauthenticated, WhyUnknown(context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Failure))
            : new GenPhysException(ErrorCode.PermissionDenied, WhyStopped(authorizeResult)));
    }

    private static string WhyUnknown(Exception? failure) => failure switch
    {
        null => $"This needs a key. {How}",
        SecurityTokenExpiredException => "The token has expired.",
        SecurityTokenException or ArgumentException => "The token is not valid here: its signature, issuer or audience is another, or it is damaged.",
        _ => $"The key is not known. {How}",
    };

    private static string WhyStopped(PolicyAuthorizationResult result)
    {
        var missing = result.AuthorizationFailure?.FailedRequirements.OfType<ScopeRequirement>().Select(requirement => string.Join(" or ", requirement.AnyOf)) ?? [];
        return $"This needs the scope {string.Join(" and ", missing)}, which this key or token does not have.";
    }
}
