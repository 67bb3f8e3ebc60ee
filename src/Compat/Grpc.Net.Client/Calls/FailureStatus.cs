using System.Net;
using System.Net.Sockets;
using Grpc.Core;

namespace Grpc.Net.Client;

/// <summary>The status of a call whose transport failed.</summary>
internal static class FailureStatus
{
    private const long ResetNoError = 0x0;
    private const long ResetRefusedStream = 0x7;
    private const long ResetCancel = 0x8;
    private const long ResetEnhanceYourCalm = 0xb;
    private const long ResetInadequateSecurity = 0xc;

    /// <summary>The status behind a response that is not gRPC's.</summary>
    public static StatusCode From(HttpStatusCode httpStatus) => (int)httpStatus switch
    {
        400 => StatusCode.Internal,
        401 => StatusCode.Unauthenticated,
        403 => StatusCode.PermissionDenied,
        404 => StatusCode.Unimplemented,
        429 or 502 or 503 or 504 => StatusCode.Unavailable,
        _ => StatusCode.Unknown,
    };

    /// <summary>The status behind an exception of the transport.</summary>
    public static Status From(Exception failure) => failure is OperationCanceledException
        ? new Status(StatusCode.Cancelled, "Call canceled by the client.", failure)
        : new Status(CodeOf(failure), $"The call failed. {failure.GetType().Name}: {failure.Message}", failure);

    private static StatusCode CodeOf(Exception failure)
    {
        for (Exception? cause = failure; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case HttpProtocolException protocol:
                    return protocol.ErrorCode switch
                    {
                        ResetNoError => StatusCode.Internal,
                        ResetRefusedStream => StatusCode.Unavailable,
                        ResetCancel => StatusCode.Cancelled,
                        ResetEnhanceYourCalm => StatusCode.ResourceExhausted,
                        ResetInadequateSecurity => StatusCode.PermissionDenied,
                        _ => StatusCode.Internal,
                    };
                case HttpRequestException
                {
                    HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
                        or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
                }:
                case HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded }:
                case SocketException:
                    return StatusCode.Unavailable;
                default:
                    break;
            }
        }

        return StatusCode.Internal;
    }
}
