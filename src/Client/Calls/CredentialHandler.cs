using System.Net.Http.Headers;

namespace GenPhys.Client.Calls;

/// <summary>Puts the key or the token on every request; gRPC's metadata are headers too.</summary>
internal sealed class CredentialHandler(GenPhysClientOptions options) : DelegatingHandler
{
    private const string KeyHeader = "X-Api-Key";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (options.ApiKey is { } key)
        {
            request.Headers.TryAddWithoutValidation(KeyHeader, key);
        }
        else if (options.TokenProvider is { } provider)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await provider(cancellationToken).ConfigureAwait(false));
        }

        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }
}
