namespace Grpc.Core;

/// <summary>The stream of requests that a client writes.</summary>
public interface IClientStreamWriter<in T> : IAsyncStreamWriter<T>
{
    /// <summary>Ends the stream: no message follows.</summary>
    Task CompleteAsync();
}
