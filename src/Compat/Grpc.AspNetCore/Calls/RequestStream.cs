using Grpc.Core;
using Grpc.Net.Wire;

namespace Grpc.AspNetCore.Server;

/// <summary>The requests of a call, read as the handler asks for them.</summary>
internal sealed class RequestStream<T>(
    MessageReader reader,
    Func<DeserializationContext, T> deserializer,
    CancellationToken callCancellation) : IAsyncStreamReader<T>
    where T : class
{
    private bool finished;
    private volatile bool closed;

    public T Current { get; private set; } = null!;

    /// <summary>After the handler's end the HTTP request serves others: a stray reader must not touch it.</summary>
    public void Close() => closed = true;

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (closed)
        {
            throw new InvalidOperationException("Can't read messages after the request is complete.");
        }

        if (finished)
        {
            return false;
        }

        (bool found, T? message) = await ReadAsync(cancellationToken).ConfigureAwait(false);
        finished = !found;
        Current = message!;
        return found;
    }

    private async Task<(bool Found, T? Message)> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!cancellationToken.CanBeCanceled || cancellationToken == callCancellation)
            {
                return await reader.ReadAsync(deserializer, callCancellation).ConfigureAwait(false);
            }

            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, callCancellation);
            return await reader.ReadAsync(deserializer, either.Token).ConfigureAwait(false);
        }
        catch (Exception cause) when (ClientGoneException.IsBehind(cause))
        {
            throw new ClientGoneException(cause);
        }
    }
}
