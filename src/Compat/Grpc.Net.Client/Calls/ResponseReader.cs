using Grpc.Core;

namespace Grpc.Net.Client;

/// <summary>The responses of a call, read as the caller asks for them.</summary>
internal sealed class ResponseReader<TRequest, TResponse>(HttpCall<TRequest, TResponse> call) : IAsyncStreamReader<TResponse>
    where TRequest : class
    where TResponse : class
{
    private int reading;

    public TResponse Current { get; private set; } = null!;

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref reading, 1) == 1)
        {
            throw new InvalidOperationException("Can't read the next message because the previous read is still in progress.");
        }

        try
        {
            // A half-read message cannot be taken up again: cancelling a read cancels the call.
            using CancellationTokenRegistration registration = cancellationToken.Register(call.Cancel);
            TResponse? message = await call.ReadAsync().ConfigureAwait(false);
            Current = message!;
            return message is not null;
        }
        finally
        {
            Volatile.Write(ref reading, 0);
        }
    }
}
