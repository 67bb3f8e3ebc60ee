namespace Grpc.AspNetCore.Server;

/// <summary>An object for one call: disposed with the call if it was made for it, left alone if the services own it.</summary>
internal readonly struct Activated<T>(T instance, bool owned) : IAsyncDisposable
    where T : class
{
    public T Instance { get; } = instance;

    public ValueTask DisposeAsync()
    {
        if (!owned)
        {
            return default;
        }

        if (Instance is IAsyncDisposable asynchronous)
        {
            return asynchronous.DisposeAsync();
        }

        (Instance as IDisposable)?.Dispose();
        return default;
    }
}
