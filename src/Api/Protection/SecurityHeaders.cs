using Microsoft.Net.Http.Headers;

namespace GenPhys.Api.Protection;

/// <summary>
/// What every answer of the REST port tells a browser: no guessing of types, no frames around it, nothing loaded but what the page at <c>/swagger</c>
/// and the home page need, and nothing kept.
/// </summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    private const string Api = "default-src 'none'; frame-ancestors 'none'";

    private const string Pages =
        "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    public Task InvokeAsync(HttpContext http)
    {
        if (!HttpProtocol.IsHttp2(http.Request.Protocol) || http.Request.ContentType?.StartsWith("application/grpc", StringComparison.Ordinal) != true)
        {
            // Last of all: an answer that turns into an error is cleared before it is written anew.
            http.Response.OnStarting(static state => AddAsync((HttpContext)state), http);
        }

        return next(http);
    }

    private static Task AddAsync(HttpContext http)
    {
        var headers = http.Response.Headers;
        var isPage = http.Request.Path == "/" || http.Request.Path.StartsWithSegments("/swagger");
        headers[HeaderNames.XContentTypeOptions] = "nosniff";
        headers[HeaderNames.XFrameOptions] = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers[HeaderNames.ContentSecurityPolicy] = isPage ? Pages : Api;
        if (!isPage)
        {
            headers[HeaderNames.CacheControl] = "no-store";
        }

        return Task.CompletedTask;
    }
}
