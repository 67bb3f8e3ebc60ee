using System.Globalization;
using System.IO.Pipelines;
using Grpc.Core;
using Grpc.Net.Compression;
using Grpc.Net.Wire;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server;

/// <summary>
/// The write side of one call, and the only owner of its HTTP response. The handler and the deadline both write, on their own threads, to a
/// response that is not thread-safe; a lock puts them in an order, and whoever ends the response first wins: the other finds it ended.
/// The features are taken when the call begins: looking them up through the HTTP context fills caches, which is not thread-safe either and
/// which a handler does without knowing, as when it asks for its services.
/// </summary>
internal sealed class ResponseChannel(HttpContext http, string method, MethodOptions options, ILogger logger) : IDisposable
{
    private const int ResetNoError = 0;
    private const int ResetInternalError = 2;
    private const int ResetCancel = 8;

    private readonly IHttpResponseFeature response = http.Features.GetRequiredFeature<IHttpResponseFeature>();
    private readonly IHttpResponseBodyFeature body = http.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
    private readonly IHttpResponseTrailersFeature trailing = http.Features.GetRequiredFeature<IHttpResponseTrailersFeature>();
    private readonly IHttpResetFeature? resetting = http.Features.Get<IHttpResetFeature>();
    private readonly CancellationToken clientGone = http.RequestAborted;
    private readonly SemaphoreSlim writeLock = new(1, 1);
    private readonly CancellationTokenSource interrupt = new();
    private readonly MessageWriter writer = new(options.MaxSendMessageSize);
    private ICompressionProvider? compression;
    private bool headersPrepared;
    private bool ended;
    private bool broken;

    /// <summary>Sends the headers now.</summary>
    public async Task SendHeadersAsync(Metadata headers)
    {
        await writeLock.WaitAsync().ConfigureAwait(false);
        try
        {
            if (ended || headersPrepared)
            {
                throw new InvalidOperationException("Response headers can be sent once, before the first message.");
            }

            PrepareHeaders(headers);
            await body.StartAsync(interrupt.Token).ConfigureAwait(false);
            await body.Writer.FlushAsync(interrupt.Token).ConfigureAwait(false);
        }
        finally
        {
            writeLock.Release();
        }
    }

    /// <summary>Writes one message; false when the call has been answered already.</summary>
    /// <exception cref="OperationCanceledException">The client is gone, the deadline passed or the token was cancelled.</exception>
    public async Task<bool> TryWriteAsync<T>(
        T message,
        Action<T, SerializationContext> serializer,
        WriteFlags flags,
        bool flush,
        CancellationToken cancellationToken)
    {
        await writeLock.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (ended)
            {
                return false;
            }

            if (!headersPrepared)
            {
                PrepareHeaders(Metadata.Empty);
            }

            if (!response.HasStarted)
            {
                await body.StartAsync(interrupt.Token).ConfigureAwait(false);
            }

            Serialize(message, serializer, flags);
            if (flush)
            {
                await FlushAsync(cancellationToken).ConfigureAwait(false);
            }

            return true;
        }
        finally
        {
            writeLock.Release();
        }
    }

    /// <summary>Ends the response after the handler; does nothing if the deadline ended it before.</summary>
    public async Task EndAsync(Status status, Metadata trailers)
    {
        // A write that the handler did not await may hold the lock: its message still goes out first. The deadline stays armed meanwhile.
        await writeLock.WaitAsync().ConfigureAwait(false);
        try
        {
            if (ended)
            {
                return;
            }

            ended = true;
            if (broken)
            {
                Reset(ResetInternalError);
                return;
            }

            WriteTrailers(status, trailers);
        }
        finally
        {
            writeLock.Release();
        }
    }

    /// <summary>Ends the response while the handler still runs; false if it has ended already.</summary>
    /// <param name="status">The status to answer.</param>
    /// <param name="answered">Runs as soon as the answer is on its way, before the transport has taken it.</param>
    public async Task<bool> CutAsync(Status status, Func<Task> answered)
    {
        // A write that waits for the client's flow control holds the lock: the interrupt frees it.
        await interrupt.CancelAsync().ConfigureAwait(false);
        await writeLock.WaitAsync().ConfigureAwait(false);
        Task completion = Task.CompletedTask;
        try
        {
            if (ended)
            {
                return false;
            }

            ended = true;
            if (broken)
            {
                // What was written cannot leave, so trailers behind it could not either.
                Reset(ResetCancel);
            }
            else
            {
                // No trailers of the handler: it may be changing them at this moment.
                WriteTrailers(status, Metadata.Empty);
                completion = body.CompleteAsync();
            }
        }
        finally
        {
            writeLock.Release();
        }

        await answered().ConfigureAwait(false);
        await completion.ConfigureAwait(false);

        // The client may still be sending: tell it that nobody reads.
        Reset(ResetNoError);
        return true;
    }

    public void Dispose()
    {
        writeLock.Dispose();
        interrupt.Dispose();
    }

    private void Serialize<T>(T message, Action<T, SerializationContext> serializer, WriteFlags flags)
    {
        bool compress = (flags & WriteFlags.NoCompress) == 0;
        bool succeeded = false;
        try
        {
            writer.Write(message, serializer, body.Writer, compress ? compression : null, options.CompressionLevel);
            succeeded = true;
        }
        finally
        {
            broken |= !succeeded && writer.Started;
        }
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            FlushResult result;
            if (cancellationToken.CanBeCanceled)
            {
                using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, interrupt.Token);
                result = await body.Writer.FlushAsync(either.Token).ConfigureAwait(false);
            }
            else
            {
                result = await body.Writer.FlushAsync(interrupt.Token).ConfigureAwait(false);
            }

            // After a reset the transport swallows what is written: without this, a handler would stream to nobody until it ends.
            if (result.IsCompleted || result.IsCanceled || clientGone.IsCancellationRequested)
            {
                throw new ConnectionAbortedException("The client is gone.");
            }
        }
        catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
        {
            broken = true;
            throw;
        }
    }

    private void PrepareHeaders(Metadata headers)
    {
        headersPrepared = true;
        response.Headers.ContentType = WireNames.ContentType;
        ICompressionProvider? wanted = options.ResponseCompression;
        foreach (Metadata.Entry entry in headers)
        {
            if (entry.Key == WireNames.EncodingRequest)
            {
                if (!options.Compressions.TryFind(entry.Value, out wanted))
                {
                    throw new InvalidOperationException($"The compression {entry.Value} has no provider.");
                }
            }
            else if (MetadataText.TryFormat(entry, out string value))
            {
                Append(response.Headers, entry.Key, value);
            }
            else
            {
                throw new InvalidOperationException($"The text of the header {entry.Key} cannot stand in a header. Use a -bin key.");
            }
        }

        if (wanted is not null && CompressionProviders.IsAccepted(http.Request.Headers[WireNames.AcceptEncoding], wanted.EncodingName))
        {
            compression = wanted;
            response.Headers[WireNames.Encoding] = wanted.EncodingName;
        }
    }

    /// <summary>Without headers or messages before it, the status travels in the headers: the answer is one frame.</summary>
    private void WriteTrailers(Status status, Metadata trailers)
    {
        IHeaderDictionary target = headersPrepared ? trailing.Trailers : response.Headers;
        if (!headersPrepared)
        {
            target.ContentType = WireNames.ContentType;
        }

        target[WireNames.Status] = ((int)status.StatusCode).ToString(CultureInfo.InvariantCulture);
        if (!string.IsNullOrEmpty(status.Detail))
        {
            target[WireNames.Message] = StatusMessage.Encode(status.Detail);
        }

        foreach (Metadata.Entry entry in trailers)
        {
            if (MetadataText.TryFormat(entry, out string value))
            {
                Append(target, entry.Key, value);
            }
            else
            {
                CallLog.TrailerDropped(logger, method, entry.Key);
            }
        }
    }

    /// <summary>Appends a header unless the protocol owns its name: a second grpc-status would contradict the first.</summary>
    private static void Append(IHeaderDictionary headers, string key, string value)
    {
        if (!MetadataText.IsReserved(key))
        {
            headers.Append(key, value);
        }
    }

    private void Reset(int code) => resetting?.Reset(code);
}
