using Grpc.Core;

namespace Grpc.AspNetCore.Server;

/// <summary>The responses of a call, each flushed as it is written unless the handler asks to wait.</summary>
internal sealed class ResponseStream<T>(HttpServerCallContext call, Action<T, SerializationContext> serializer) : IServerStreamWriter<T>
    where T : class
{
    private int writing;

    public WriteOptions? WriteOptions
    {
        get => call.WriteOptions;
        set => call.WriteOptions = value;
    }

    public Task WriteAsync(T message) => WriteAsync(message, CancellationToken.None);

    public async Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        cancellationToken.ThrowIfCancellationRequested();
        if (Interlocked.Exchange(ref writing, 1) == 1)
        {
            throw new InvalidOperationException("Can't write the message because the previous write is in progress.");
        }

        try
        {
            WriteFlags flags = call.WriteOptions?.Flags ?? default;
            bool flush = (flags & WriteFlags.BufferHint) == 0;
            if (!await call.Response.TryWriteAsync(message, serializer, flags, flush, cancellationToken).ConfigureAwait(false))
            {
                call.CancellationToken.ThrowIfCancellationRequested();
                throw new InvalidOperationException("Can't write the message because the request is complete.");
            }
        }
        finally
        {
            Volatile.Write(ref writing, 0);
        }
    }
}
