using System.IO.Pipelines;
using Grpc.Core;
using Grpc.Net.Compression;
using Grpc.Net.Wire;

namespace Grpc.Net.Client;

/// <summary>
/// One call over HTTP/2. It ends once: by the server's trailers, a failure, the deadline, the caller's token or its disposal, whichever comes
/// first. What comes later finds the end already set, and every reader and writer reports that one end.
/// </summary>
internal sealed class HttpCall<TRequest, TResponse> : IDisposable
    where TRequest : class
    where TResponse : class
{
    private const int ReadSize = 16 * 1024;
    private static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly GrpcChannel channel;
    private readonly Method<TRequest, TResponse> method;
    private readonly CallOptions options;
    private readonly CancellationTokenSource transport = new();
    private readonly TaskCompletionSource<(Status Status, Metadata Trailers)> end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly MessageWriter writer;
    private readonly Task<(HttpResponseMessage Response, MessageReader Reader)> started;
    private readonly TaskCompletionSource<(HttpResponseMessage Response, MessageReader Reader)> starting =
        new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ICompressionProvider? compression;
    private CancellationTokenRegistration registration;
    private Timer? deadlineTimer;
    private HttpResponseMessage? received;

    public HttpCall(GrpcChannel channel, Method<TRequest, TResponse> method, CallOptions options)
    {
        this.channel = channel;
        this.method = method;
        this.options = options;
        writer = new MessageWriter(channel.MaxSendMessageSize);
        started = starting.Task;
        ResponseHeadersAsync = ReadHeadersAsync();
        Observe(started);
        Observe(ResponseHeadersAsync);
    }

    /// <summary>Completes when the call has ended, however it ended.</summary>
    public Task Ended => end.Task;

    public Task<Metadata> ResponseHeadersAsync { get; }

    public void Start(string? host, HttpContent content)
    {
        TimeSpan? timeout = options.Deadline is { } deadline && deadline != DateTime.MaxValue
            ? deadline.ToUniversalTime() - DateTime.UtcNow
            : null;
        if (options.CancellationToken.IsCancellationRequested)
        {
            End(new Status(StatusCode.Cancelled, "Call canceled by the client."));
        }
        else if (timeout <= TimeSpan.Zero)
        {
            End(new Status(StatusCode.DeadlineExceeded, ""));
        }

        if (end.Task.IsCompleted)
        {
            starting.TrySetException(Failure());
            return;
        }

        HttpRequestMessage request = HttpHeaders.CreateRequest(channel, method, options.Headers, host, timeout, content, out compression);
        registration = options.CancellationToken.Register(
            () => End(new Status(StatusCode.Cancelled, "Call canceled by the client.")));
        if (timeout <= LongestTimer)
        {
            deadlineTimer = new Timer(_ => End(new Status(StatusCode.DeadlineExceeded, "")), null, timeout.Value, Timeout.InfiniteTimeSpan);
        }

        _ = SendAsync(request);
    }

    /// <summary>The one response of a call that gives one.</summary>
    public Task<TResponse> ReadSingleAsync()
    {
        Task<TResponse> response = ReadSingleCoreAsync();
        Observe(response);
        return response;
    }

    /// <summary>The next response; null at the end of a call that succeeded.</summary>
    /// <exception cref="RpcException">The call failed.</exception>
    public async Task<TResponse?> ReadAsync()
    {
        (HttpResponseMessage response, MessageReader reader) = await started.ConfigureAwait(false);
        if (end.Task.IsCompleted)
        {
            return end.Task.Result.Status.StatusCode == StatusCode.OK ? null : throw Failure();
        }

        try
        {
            (bool found, TResponse? message) = await reader
                .ReadAsync(method.ResponseMarshaller.ContextualDeserializer, transport.Token).ConfigureAwait(false);
            if (found)
            {
                return message;
            }

            End(HttpHeaders.StatusOf(response.TrailingHeaders), HttpHeaders.ToMetadata(response.TrailingHeaders));
        }
        catch (RpcException malformed)
        {
            End(malformed.Status);
        }
        catch (Exception failure)
        {
            End(FailureStatus.From(failure));
        }

        return end.Task.Result.Status.StatusCode == StatusCode.OK ? null : throw Failure();
    }

    /// <summary>Writes one request to the body.</summary>
    public async Task WriteAsync(Stream stream, TRequest message, WriteOptions? writeOptions)
    {
        WriteFlags flags = writeOptions?.Flags ?? default;
        using var frame = new PooledBuffer();
        try
        {
            writer.Write(
                message,
                method.RequestMarshaller.ContextualSerializer,
                frame,
                (flags & WriteFlags.NoCompress) == 0 ? compression : null);
            await stream.WriteAsync(frame.Memory, transport.Token).ConfigureAwait(false);
            if ((flags & WriteFlags.BufferHint) == 0)
            {
                await stream.FlushAsync(transport.Token).ConfigureAwait(false);
            }
        }
        catch (RpcException refused)
        {
            End(refused.Status);
            throw;
        }
    }

    public Status GetStatus() => Result("status").Status;

    public Metadata GetTrailers() => Result("trailers").Trailers;

    /// <summary>The end of the call as an exception.</summary>
    public Exception Failure(string? whenOk = null)
    {
        (Status status, Metadata trailers) = end.Task.Result;
        if (status.StatusCode == StatusCode.OK && whenOk is not null)
        {
            status = new Status(StatusCode.Internal, whenOk);
        }

        bool cancelled = status.StatusCode is StatusCode.Cancelled or StatusCode.DeadlineExceeded;
        var failure = new RpcException(status, trailers);
        return cancelled && channel.ThrowOperationCanceled
            ? new OperationCanceledException(status.Detail, failure, options.CancellationToken)
            : failure;
    }

    public void Cancel() => End(new Status(StatusCode.Cancelled, "Call canceled by the client."));

    public void Dispose() => End(new Status(StatusCode.Cancelled, "gRPC call disposed."));

    /// <summary>Ends the call unless it has ended, and stops the transport: the server sees a reset if it was not done.</summary>
    private void End(Status status, Metadata? trailers = null)
    {
        if (!end.TrySetResult((status, trailers ?? Metadata.Empty)))
        {
            return;
        }

        deadlineTimer?.Dispose();

        // Not Dispose: it would wait for this very method when the token's callback runs it.
        registration.Unregister();
        transport.Cancel();
        Volatile.Read(ref received)?.Dispose();
    }

    private async Task<TResponse> ReadSingleCoreAsync()
    {
        TResponse? response = await ReadAsync().ConfigureAwait(false);
        if (response is null)
        {
            throw Failure(whenOk: "The call succeeded without a response.");
        }

        if (await ReadAsync().ConfigureAwait(false) is not null)
        {
            End(new Status(StatusCode.Internal, "The call gave more than one response."));
            throw Failure();
        }

        return response;
    }

    private async Task SendAsync(HttpRequestMessage request)
    {
        try
        {
            HttpResponseMessage response = await channel.SendAsync(request, transport.Token).ConfigureAwait(false);
            Volatile.Write(ref received, response);
            if (end.Task.IsCompleted)
            {
                // Whoever ended the call in the meantime saw no response to dispose.
                response.Dispose();
                starting.TrySetException(Failure());
                return;
            }

            Accept(response);
        }
        catch (RpcException refused)
        {
            End(refused.Status, refused.Trailers);
            starting.TrySetException(Failure());
        }
        catch (Exception failure)
        {
            End(FailureStatus.From(failure));
            starting.TrySetException(Failure());
        }
    }

    private void Accept(HttpResponseMessage response)
    {
        bool trailersOnly = response.Headers.Contains(WireNames.Status);
        if (!trailersOnly && !(response.IsSuccessStatusCode && WireNames.IsGrpcContentType(response.Content.Headers.ContentType?.ToString())))
        {
            throw new RpcException(new Status(
                FailureStatus.From(response.StatusCode),
                $"Bad gRPC response. HTTP status {(int)response.StatusCode}, content type {response.Content.Headers.ContentType?.ToString() ?? "none"}."));
        }

        response.Headers.TryGetValues(WireNames.Encoding, out IEnumerable<string>? encodings);
        string? encoding = encodings?.FirstOrDefault();
        if (!channel.Compressions.TryFind(encoding, out ICompressionProvider? responseCompression))
        {
            throw new RpcException(new Status(StatusCode.Internal, $"The response has the unknown grpc-encoding '{encoding}'."));
        }

        var pipe = PipeReader.Create(response.Content.ReadAsStream(), new StreamPipeReaderOptions(bufferSize: ReadSize));
        if (trailersOnly)
        {
            // Before the readers start: they would take the empty body for a response without a status.
            End(HttpHeaders.StatusOf(response.Headers), HttpHeaders.ToMetadata(response.Headers));
        }

        starting.TrySetResult((response, new MessageReader(pipe, channel.MaxReceiveMessageSize, responseCompression)));
    }

    private async Task<Metadata> ReadHeadersAsync() =>
        HttpHeaders.ToMetadata((await started.ConfigureAwait(false)).Response.Headers);

    private (Status Status, Metadata Trailers) Result(string what) => end.Task.IsCompleted
        ? end.Task.Result
        : throw new InvalidOperationException($"Unable to get the {what} because the call is not complete.");

    // A caller need not await everything that a call offers; what it leaves must not surface as an unobserved exception.
    private static void Observe(Task task) =>
        task.ContinueWith(static done => _ = done.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
}
