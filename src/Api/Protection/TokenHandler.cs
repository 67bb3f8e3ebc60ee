using System.Text.Encodings.Web;
using GenPhys.Api.Options;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace GenPhys.Api.Protection;

/// <summary>Authenticates by a signed bearer token (RFC 7519) of an identity provider.</summary>
internal sealed partial class TokenHandler(
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
            return AuthenticateResult.Fail(await MissingKeysAsync(result.Exception).ConfigureAwait(false) ?? result.Exception);
        }

        if (result.ClaimsIdentity.FindFirst(JwtRegisteredClaimNames.Sub)?.Value is not { Length: > 0 } subject)
        {
            return AuthenticateResult.Fail("The token names no subject.");
        }

        var scopes = result.ClaimsIdentity.FindAll(security.Value.Jwt.ScopeClaim).SelectMany(claim => Scopes.Split(claim.Value));
        return AuthenticateResult.Success(new AuthenticationTicket(Caller.Principal("jwt:" + subject, scopes, Scheme.Name), Scheme.Name));
    }

    /// <summary>What keeps the keys of an authority from being fetched, which the library tells as a token with an unknown key.</summary>
    private async Task<Exception?> MissingKeysAsync(Exception failure)
    {
        if (failure is not SecurityTokenSignatureKeyNotFoundException || rules.Parameters.ConfigurationManager is not { } authority)
        {
            return null;
        }

        try
        {
            await authority.GetBaseConfigurationAsync(Context.RequestAborted).ConfigureAwait(false);
            return null;
        }
        catch (InvalidOperationException unreachable)
        {
            Log.Unchecked(Logger, security.Value.Jwt.Authority, unreachable.Message);
            return unreachable;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Tokens cannot be checked: the keys of {Authority} cannot be fetched: {Cause}")]
        public static partial void Unchecked(ILogger logger, string? authority, string cause);
    }
}
