using Microsoft.Net.Http.Headers;

namespace GenPhys.Api.Protection;

/// <summary>Where a request carries its key or token; gRPC's metadata are the same headers.</summary>
internal static class Credential
{
    public const string KeyHeader = "X-Api-Key";

    private const string Bearer = "Bearer ";

    /// <summary>The key or token; null where there is none. The header of its own is stronger.</summary>
    public static string? Of(HttpRequest request)
    {
        if (request.Headers.TryGetValue(KeyHeader, out var key))
        {
            return key.Count == 1 ? key[0] : "";
        }

        string? authorization = request.Headers[HeaderNames.Authorization];
        return authorization?.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) == true ? authorization[Bearer.Length..].Trim() : null;
    }

    /// <summary>Whether it is a token: three parts between dots, which no key has.</summary>
    public static bool IsToken(HttpRequest request) => !request.Headers.ContainsKey(KeyHeader) && Of(request)?.Contains('.') == true;
}
