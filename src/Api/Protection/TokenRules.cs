using System.Security.Cryptography;
using GenPhys.Api.Options;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace GenPhys.Api.Protection;

/// <summary>Which bearer tokens are good.</summary>
internal sealed class TokenRules(IOptions<SecurityOptions> security)
{
    private const string Discovery = "/.well-known/openid-configuration";

    private readonly Lazy<TokenValidationParameters> _parameters = new(() => Create(security.Value.Jwt));

    /// <summary>What tokens are checked by.</summary>
    public TokenValidationParameters Parameters => _parameters.Value;

    private static TokenValidationParameters Create(JwtOptions options)
    {
        var parameters = new TokenValidationParameters
        {
            ValidIssuer = options.Issuer,
            ValidAudience = options.Audience,

            // No symmetric ones: a public key, which everybody has, must never be taken for a shared secret.
            ValidAlgorithms =
            [
                SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512, SecurityAlgorithms.RsaSsaPssSha256,
                SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384,
                SecurityAlgorithms.EcdsaSha512,
            ],
        };
        if (options.Authority is null)
        {
            parameters.IssuerSigningKeys = Keys(options);
        }
        else
        {
            // Fetched with the first token, and again when a token names a key that is new.
            parameters.ConfigurationManager = new ConfigurationManager<OpenIdConnectConfiguration>(
                options.Authority.TrimEnd('/') + Discovery, new OpenIdConnectConfigurationRetriever(), new HttpDocumentRetriever { RequireHttps = true });
        }

        return parameters;
    }

    private static List<SecurityKey> Keys(JwtOptions options)
    {
        if (options.KeySet is not null)
        {
            return [.. new JsonWebKeySet(File.ReadAllText(options.KeySet)).GetSigningKeys()];
        }

        var pem = File.ReadAllText(options.PublicKey!);
        try
        {
            var curve = ECDsa.Create();
            curve.ImportFromPem(pem);
            return [new ECDsaSecurityKey(curve)];
        }
        catch (CryptographicException)
        {
            var rsa = RSA.Create();
            rsa.ImportFromPem(pem);
            return [new RsaSecurityKey(rsa)];
        }
    }
}
