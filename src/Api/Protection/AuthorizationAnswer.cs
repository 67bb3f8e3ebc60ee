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

    public async Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded)
        {
            await next(context).ConfigureAwait(false);
            return;
        }

        // Of a credential that failed nothing is left in the context; asking again gives what was found the first time.
        var refused = authorizeResult.Challenged
            ? new GenPhysException(ErrorCode.Unauthenticated, WhyUnknown((await context.AuthenticateAsync().ConfigureAwait(false)).Failure))
            : new GenPhysException(ErrorCode.PermissionDenied, WhyStopped(authorizeResult));
        await refusal.AnswerAsync(context, refused).ConfigureAwait(false);
    }

    private static string WhyUnknown(Exception? failure) => failure switch
    {
        null => $"This needs a key. {How}",
        SecurityTokenExpiredException => "The token has expired.",
        SecurityTokenException or ArgumentException => "The token is not valid here: its signature, issuer or audience is another, or it is damaged.",
        InvalidOperationException => "The token cannot be checked at present: the keys of its issuer cannot be fetched.",
        AuthenticationFailureException known => $"{known.Message} {How}",
        _ => "The key or the token is not valid here.",
    };

    private static string WhyStopped(PolicyAuthorizationResult result)
    {
        var missing = result.AuthorizationFailure?.FailedRequirements.OfType<ScopeRequirement>().Select(requirement => string.Join(" or ", requirement.AnyOf)) ?? [];
        return $"This needs the scope {string.Join(" and ", missing)}, which this key or token does not have.";
    }
}
