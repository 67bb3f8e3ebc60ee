using System.Globalization;
using Grpc.Core;
using Grpc.Net.Compression;
using Grpc.Net.Wire;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server;

/// <summary>One method as an endpoint: the life of a call around the part in which the four kinds differ.</summary>
internal abstract class CallHandler<TService, TRequest, TResponse>(
    Method<TRequest, TResponse> method,
    MethodOptions options,
    ILogger logger)
    where TService : class
    where TRequest : class
    where TResponse : class
{
    private static readonly Status Exceeded = new(StatusCode.DeadlineExceeded, "Deadline Exceeded");

    protected Method<TRequest, TResponse> Method => method;

    protected abstract bool StreamsRequests { get; }

    public async Task HandleAsync(HttpContext http)
    {
        if (!await HttpChecks.AcceptAsync(http).ConfigureAwait(false))
        {
            return;
        }

        HttpChecks.LiftLimits(http, StreamsRequests);
        using var response = new ResponseChannel(http, method.FullName, options, logger);
        var call = new HttpServerCallContext(http, method, response);
        if (CallDeadline.Parse(http, method.FullName, logger) is not { } timeout)
        {
            await RunToEndAsync(call).ConfigureAwait(false);
            return;
        }

        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);

        // Disposed first: the answer to a passed deadline may still be on its way, and the HTTP context is not free before it has gone.
        await using var deadline = new CallDeadline(timeout, () => CutAsync(response, cancellation));
        call.SetDeadline(deadline, cancellation.Token);
        await RunToEndAsync(call).ConfigureAwait(false);
    }

    /// <summary>Reads the request, runs the handler and writes the response.</summary>
    protected abstract Task RunAsync(HttpServerCallContext call, MessageReader reader);

    /// <summary>Reads the one request of a call that takes one.</summary>
    protected async ValueTask<TRequest> ReadSingleAsync(HttpServerCallContext call, MessageReader reader)
    {
        try
        {
            return await reader.ReadSingleAsync(method.RequestMarshaller.ContextualDeserializer, call.CancellationToken).ConfigureAwait(false);
        }
        catch (Exception cause) when (ClientGoneException.IsBehind(cause))
        {
            throw new ClientGoneException(cause);
        }
    }

    /// <summary>Writes the one response of a call that gives one; it leaves together with the trailers.</summary>
    protected async Task WriteSingleAsync(HttpServerCallContext call, TResponse? message)
    {
        if (message is null)
        {
            throw new RpcException(new Status(StatusCode.Cancelled, "No message returned from method."));
        }

        if (call.Status.StatusCode == StatusCode.OK)
        {
            // False when the deadline has answered in the meantime: there is nobody to give the message to.
            await call.Response.TryWriteAsync(
                message,
                method.ResponseMarshaller.ContextualSerializer,
                call.WriteOptions?.Flags ?? default,
                flush: false,
                CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task RunToEndAsync(HttpServerCallContext call)
    {
        Status status;
        try
        {
            call.CheckBinaryHeaders();
            await RunAsync(call, new MessageReader(call.Http.Request.BodyReader, options.MaxReceiveMessageSize, FindCompression(call.Http)))
                .ConfigureAwait(false);
            status = call.Status;
        }
        catch (Exception failure)
        {
            status = Explain(call, failure);
        }

        try
        {
            await call.Response.EndAsync(status, call.HasTrailers ? call.ResponseTrailers : Metadata.Empty).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException or ObjectDisposedException)
        {
            CallLog.AnswerFailed(logger, method.FullName, failure);
        }

        if (call.Http.Features.Get<IHttpActivityFeature>()?.Activity is { } activity)
        {
            activity.SetTag("grpc.method", method.FullName);
            activity.SetTag("grpc.status_code", ((int)status.StatusCode).ToString(CultureInfo.InvariantCulture));
        }
    }

    private async Task CutAsync(ResponseChannel response, CancellationTokenSource cancellation)
    {
        try
        {
            // The caller hears at once; the handler learns from its token, and may take as long as it likes to notice.
            if (await response.CutAsync(Exceeded, () => CancelAsync(cancellation)).ConfigureAwait(false))
            {
                CallLog.DeadlineExceeded(logger, method.FullName);
            }
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException or ObjectDisposedException)
        {
            CallLog.AnswerFailed(logger, method.FullName, failure);
        }
        catch (Exception failure)
        {
            CallLog.AnswerCrashed(logger, method.FullName, failure);
        }
        finally
        {
            // Whatever became of the answer, a handler that waits for its token must not wait for ever.
            await CancelAsync(cancellation).ConfigureAwait(false);
        }
    }

    private async Task CancelAsync(CancellationTokenSource cancellation)
    {
        try
        {
            await cancellation.CancelAsync().ConfigureAwait(false);
        }
        catch (AggregateException failure)
        {
            CallLog.CancellationCallbackFailed(logger, method.FullName, failure);
        }
    }

    private ICompressionProvider? FindCompression(HttpContext http)
    {
        string? encoding = http.Request.Headers[WireNames.Encoding];
        if (options.Compressions.TryFind(encoding, out ICompressionProvider? provider))
        {
            return provider;
        }

        http.Response.Headers[WireNames.AcceptEncoding] = options.Compressions.AcceptEncoding;
        throw new MalformedMessageException(
            StatusCode.Unimplemented,
            $"Unsupported grpc-encoding value '{encoding}'. Supported encodings: {options.Compressions.AcceptEncoding}");
    }

    private Status Explain(HttpServerCallContext call, Exception failure)
    {
        switch (failure)
        {
            case MalformedMessageException malformed:
                CallLog.MalformedRequest(logger, method.FullName, malformed.Status.Detail, malformed);
                return malformed.Status;
            case RpcException refused:
                CallLog.CallRefused(logger, method.FullName, refused.StatusCode, refused.Status.Detail);
                foreach (Metadata.Entry entry in refused.Trailers)
                {
                    call.ResponseTrailers.Add(entry);
                }

                return refused.Status;

            // A read or a write may find the client gone before the request's token is cancelled, which happens on another thread.
            case ClientGoneException or ConnectionResetException or ConnectionAbortedException:
            case OperationCanceledException or IOException when call.DeadlinePassed || call.CancellationToken.IsCancellationRequested:
                CallLog.Cancelled(logger, method.FullName);
                return call.DeadlinePassed ? Exceeded : Status.DefaultCancelled;
            case BadHttpRequestException broken:
                CallLog.MalformedRequest(logger, method.FullName, broken.Message, broken);
                return new Status(StatusCode.Internal, "The request body could not be read.");
            default:
                CallLog.HandlerFailed(logger, method.FullName, failure);
                string detail = "Exception was thrown by handler.";
                return new Status(
                    StatusCode.Unknown,
                    options.DetailedErrors ? $"{detail} {failure.GetType().Name}: {failure.Message}" : detail);
        }
    }
}
