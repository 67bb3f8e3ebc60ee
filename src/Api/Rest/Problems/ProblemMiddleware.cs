using GenPhys.Api.Telemetry;
using GenPhys.Contracts;

namespace GenPhys.Api.Rest.Problems;

/// <summary>Turns every way in which a request can fail into problem details, and logs as an error only what is a fault of the service.</summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ServiceInstruments instruments, ILogger<ProblemMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http).ConfigureAwait(false);
            if (IsEmptyError(http.Response))
            {
                var problem = FromStatus(http);
                instruments.Refused(Doors.Rest, problem.Code);
                await ProblemWriter.WriteAsync(http, problem).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (http.RequestAborted.IsCancellationRequested && IsOfDisconnect(exception))
        {
            // Nobody is left to answer, and what the cut connection makes fail is no fault of the service.
            Log.Disconnected(logger, http.Request.Method, http.Request.Path, exception.GetType().Name);
        }
        catch (GenPhysException exception)
        {
            await RefuseAsync(http, exception).ConfigureAwait(false);
        }
        catch (BadHttpRequestException exception)
        {
            await RefuseAsync(http, FromServer(exception)).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            var problem = new GenPhysException(ErrorCode.Internal, "The service has failed to answer this request; its log says why.", exception);
            await RefuseAsync(http, problem).ConfigureAwait(false);
        }
    }

    private async Task RefuseAsync(HttpContext http, GenPhysException exception)
    {
        instruments.Refused(Doors.Rest, exception.Code);
        var row = ErrorTable.Of(exception.Code);
        if (exception.Code is ErrorCode.Internal or ErrorCode.ArtifactInvalid or ErrorCode.NumericalFailure)
        {
            Log.Failed(logger, http.Request.Method, http.Request.Path, row.Name, exception.Message, exception.InnerException);
        }
        else
        {
            Log.Refused(logger, http.Request.Method, http.Request.Path, row.HttpStatus, row.Name, exception.Message);
        }

        if (http.Response.HasStarted)
        {
            // Half an answer is out: only cutting the connection tells the caller that the rest will not come.
            http.Abort();
            return;
        }

        var id = http.Response.Headers[RequestId.Header];
        http.Response.Clear();
        http.Response.Headers[RequestId.Header] = id;
        await ProblemWriter.WriteAsync(http, exception).ConfigureAwait(false);
    }

    private static bool IsOfDisconnect(Exception exception) => exception is OperationCanceledException or IOException or GenPhysException;

    private static bool IsEmptyError(HttpResponse response) =>
        response is { HasStarted: false, StatusCode: >= 400, ContentType: null, ContentLength: null or 0 };

    private static GenPhysException FromStatus(HttpContext http) => http.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => new(ErrorCode.NotFound, $"There is nothing at {http.Request.Path}; /swagger lists every address."),
        StatusCodes.Status405MethodNotAllowed => new(
            ErrorCode.MethodNotAllowed, $"{http.Request.Method} is not allowed here; {http.Response.Headers.Allow} is."),
        StatusCodes.Status406NotAcceptable => new(ErrorCode.NotAcceptable, "This address answers application/json."),
        StatusCodes.Status415UnsupportedMediaType => new(ErrorCode.UnsupportedMediaType, "Send the body as application/json, in UTF-8."),
        StatusCodes.Status413PayloadTooLarge => new(ErrorCode.PayloadTooLarge, "The body is larger than Limits:MaxBodyBytes."),
        _ => new(http.Response.StatusCode < 500 ? ErrorCode.Malformed : ErrorCode.Internal, "The request cannot be answered."),
    };

    private static GenPhysException FromServer(BadHttpRequestException exception) => exception.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => new(ErrorCode.PayloadTooLarge, "The body is larger than Limits:MaxBodyBytes."),
        StatusCodes.Status408RequestTimeout => new(ErrorCode.RequestTimeout, "The body arrived too slowly."),
        _ => new(ErrorCode.Malformed, "The body cannot be read: " + exception.Message),
    };

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "{Method} {Path} refused with {Status} {Code}: {Detail}")]
        public static partial void Refused(ILogger logger, string method, string path, int status, string code, string detail);

        [LoggerMessage(2, LogLevel.Error, "{Method} {Path} failed with {Code}: {Detail}")]
        public static partial void Failed(ILogger logger, string method, string path, string code, string detail, Exception? cause);

        [LoggerMessage(3, LogLevel.Debug, "{Method} {Path}: the caller has gone ({Exception})")]
        public static partial void Disconnected(ILogger logger, string method, string path, string exception);
    }
}
