using System.Security.Claims;
using System.Security.Cryptography;
using GenPhys.Api.Options;
using GenPhys.Contracts.Security;
using Microsoft.Extensions.Options;

namespace GenPhys.Api.Protection;

/// <summary>The configured keys.</summary>
internal sealed class ApiKeyRing(IOptions<SecurityOptions> options)
{
    private readonly (byte[] Digest, ClaimsPrincipal Holder)[] _keys =
    [
        .. options.Value.Keys.Select(pair => (
            ApiKey.ParseHash(pair.Value.Hash)!,
            Caller.Principal(pair.Key, Scopes.Split(pair.Value.Scopes), ApiKeyHandler.SchemeName))),
    ];

    /// <summary>Whose key it is; null if it is nobody's.</summary>
    public ClaimsPrincipal? Find(string key)
    {
        // Each is compared, and each for as long: how long it takes tells nothing of the keys.
        var digest = ApiKey.Digest(key);
        ClaimsPrincipal? holder = null;
        foreach (var known in _keys)
        {
            if (CryptographicOperations.FixedTimeEquals(known.Digest, digest))
            {
                holder = known.Holder;
            }
        }

        return holder;
    }
}
