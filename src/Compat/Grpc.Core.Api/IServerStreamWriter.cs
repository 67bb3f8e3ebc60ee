namespace Grpc.Core;

/// <summary>The stream of responses that a handler writes.</summary>
public interface IServerStreamWriter<in T> : IAsyncStreamWriter<T>
{
}
