using System.Globalization;
using Grpc.Core;
using Grpc.Net.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Grpc.AspNetCore.Server;

/// <summary>What HTTP decides before a call begins.</summary>
internal static class HttpChecks
{
    /// <summary>Answers a request that is not gRPC's in HTTP's own terms; true if it is one.</summary>
    public static async Task<bool> AcceptAsync(HttpContext http)
    {
        if (!WireNames.IsGrpcContentType(http.Request.ContentType))
        {
            string detail = http.Request.ContentType is { } contentType
                ? $"Content-Type '{contentType}' is not supported."
                : "Content-Type is missing.";
            await RefuseAsync(http, StatusCodes.Status415UnsupportedMediaType, detail).ConfigureAwait(false);
            return false;
        }

        if (!HttpProtocol.IsHttp2(http.Request.Protocol) && !HttpProtocol.IsHttp3(http.Request.Protocol))
        {
            http.Response.Headers[HeaderNames.Upgrade] = "h2c";
            await RefuseAsync(http, StatusCodes.Status426UpgradeRequired, $"Request protocol '{http.Request.Protocol}' is not supported.")
                .ConfigureAwait(false);
            return false;
        }

        return true;
    }

    /// <summary>Messages have limits of their own, and a client that streams may be silent for as long as it likes.</summary>
    public static void LiftLimits(HttpContext http, bool streamsRequests)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        if (streamsRequests && http.Features.Get<Microsoft.AspNetCore.Server.Kestrel.Core.Features.IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }
    }

    private static Task RefuseAsync(HttpContext http, int httpStatus, string detail)
    {
        http.Response.StatusCode = httpStatus;
        http.Response.Headers[WireNames.Status] = ((int)StatusCode.Internal).ToString(CultureInfo.InvariantCulture);
        http.Response.Headers[WireNames.Message] = StatusMessage.Encode(detail);
        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync(detail);
    }
}
