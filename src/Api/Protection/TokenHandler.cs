using System.Text.Encodings.Web;
using GenPhys.Api.Options;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;

namespace GenPhys.Api.Protection;

/// <summary>Authenticates by a signed bearer token (RFC 7519) of an identity provider.</summary>
internal sealed class TokenHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, TokenRules rules, IOptions<SecurityOptions> security)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "token";

    private static readonly JsonWebTokenHandler Tokens = new();

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var result = await Tokens.ValidateTokenAsync(Credential.Of(Request), rules.Parameters).ConfigureAwait(false);
        if (!result.IsValid)
        {
            return AuthenticateResult.Fail(result.Exception);
        }

        if (result.ClaimsIdentity.FindFirst(JwtRegisteredClaimNames.Sub)?.Value is not { Length: > 0 } subject)
        {
            return AuthenticateResult.Fail("The token names no subject.");
        }

        var scopes = result.ClaimsIdentity.FindAll(security.Value.Jwt.ScopeClaim).SelectMany(claim => Scopes.Split(claim.Value));
        return AuthenticateResult.Success(new AuthenticationTicket(Caller.Principal("jwt:" + subject, scopes, Scheme.Name), Scheme.Name));
    }
}
