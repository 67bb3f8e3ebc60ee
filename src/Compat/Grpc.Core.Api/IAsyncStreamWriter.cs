namespace Grpc.Core;

/// <summary>A stream of messages to write, one writer at a time.</summary>
public interface IAsyncStreamWriter<in T>
{
    /// <summary>The options of the messages that follow; null for none.</summary>
    WriteOptions? WriteOptions { get; set; }

    /// <summary>Writes a message and waits until it is handed to the transport.</summary>
    Task WriteAsync(T message);

    /// <summary>Writes a message; cancelling the token cancels the whole call.</summary>
    Task WriteAsync(T message, CancellationToken cancellationToken) => cancellationToken.CanBeCanceled
        ? throw new NotSupportedException("This stream does not support cancellation of a write.")
        : WriteAsync(message);
}
