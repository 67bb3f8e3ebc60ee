using Grpc.Core;

namespace Grpc.Net.Client;

/// <summary>The requests of a call, each sent as it is written unless the caller asks to wait.</summary>
internal sealed class RequestWriter<TRequest, TResponse>(
    HttpCall<TRequest, TResponse> call,
    StreamedContent content,
    WriteOptions? writeOptions,
    bool endsByItself) : IClientStreamWriter<TRequest>
    where TRequest : class
    where TResponse : class
{
    private int writing;
    private volatile bool completed;

    public WriteOptions? WriteOptions { get; set; } = writeOptions;

    public Task WriteAsync(TRequest message) => WriteAsync(message, CancellationToken.None);

    public async Task WriteAsync(TRequest message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (completed)
        {
            throw new InvalidOperationException("Request stream has already been completed.");
        }

        if (Interlocked.Exchange(ref writing, 1) == 1)
        {
            throw new InvalidOperationException("Can't write the message because the previous write is in progress.");
        }

        try
        {
            // Half a message cannot be taken back: cancelling a write cancels the call.
            using CancellationTokenRegistration registration = cancellationToken.Register(call.Cancel);
            if (await content.OpenAsync().ConfigureAwait(false) is not { } stream || call.Ended.IsCompleted)
            {
                throw Closed();
            }

            try
            {
                await call.WriteAsync(stream, message, WriteOptions).ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is not RpcException)
            {
                // A server that has answered early resets the request: where somebody reads its answer already, that tells why.
                if (endsByItself)
                {
                    await call.Ended.ConfigureAwait(false);
                }

                throw call.Ended.IsCompleted
                    ? Closed()
                    : new RpcException(FailureStatus.From(failure));
            }
        }
        finally
        {
            Volatile.Write(ref writing, 0);
        }
    }

    public Task CompleteAsync()
    {
        completed = true;
        content.Complete();
        return Task.CompletedTask;
    }

    private Exception Closed() => call.GetStatus().StatusCode == StatusCode.OK
        ? new InvalidOperationException("Can't write the message because the call is complete.")
        : call.Failure();
}
