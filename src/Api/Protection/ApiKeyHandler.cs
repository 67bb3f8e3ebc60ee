using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace GenPhys.Api.Protection;

/// <summary>Authenticates by API key.</summary>
internal sealed class ApiKeyHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, ApiKeyRing ring)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "key";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Credential.Of(Request) switch
    {
        null => AuthenticateResult.NoResult(),
        var key when ring.Find(key) is { } holder => AuthenticateResult.Success(new AuthenticationTicket(holder, Scheme.Name)),
        _ => AuthenticateResult.Fail("The key is not known."),
    });
}
