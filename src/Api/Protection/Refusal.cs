using System.Globalization;
using GenPhys.Api.Rest.Problems;
using GenPhys.Api.Telemetry;
using GenPhys.Contracts;
using GenPhys.Contracts.Mapping;

namespace GenPhys.Api.Protection;

/// <summary>Answers a request that is refused before it reaches its endpoint, in the words of its door.</summary>
internal sealed partial class Refusal(ServiceInstruments instruments, ILogger<Refusal> logger)
{
    private const string GrpcContentType = "application/grpc";

    /// <summary>Answers a call with its status; throws for <see cref="ProblemMiddleware"/> what REST answers.</summary>
    public Task AnswerAsync(HttpContext http, GenPhysException exception)
    {
        if (http.Request.ContentType?.StartsWith(GrpcContentType, StringComparison.OrdinalIgnoreCase) != true)
        {
            throw exception;
        }

        // A call that ends before its first message: its trailers are its headers.
        instruments.Refused(Doors.Grpc, exception.Code);
        Log.Refused(logger, http.Request.Path, ErrorTable.Of(exception.Code).Name, exception.Message);
        var rpc = exception.ToRpc();
        var response = http.Response;
        response.ContentType = GrpcContentType;
        response.Headers["grpc-status"] = ((int)rpc.StatusCode).ToString(CultureInfo.InvariantCulture);
        response.Headers["grpc-message"] = Uri.EscapeDataString(rpc.Status.Detail);
        response.Headers[ErrorMapping.DetailsTrailer] = Convert.ToBase64String(rpc.Trailers.GetValueBytes(ErrorMapping.DetailsTrailer)!).TrimEnd('=');
        return Task.CompletedTask;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "{Method} refused with {Code}: {Detail}")]
        public static partial void Refused(ILogger logger, string method, string code, string detail);
    }
}
