using System.Collections.Concurrent;
using GenPhys.Contracts;

namespace GenPhys.Api.Hosting;

/// <summary>The requests that are being worked on, by id, so that any door can cancel one that came in through any other.</summary>
internal sealed class RunningRequests
{
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _running = new();

    /// <summary>How many there are.</summary>
    public int Count => _running.Count;

    /// <summary>Enters a request.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="disconnected">The caller's own cancellation.</param>
    /// <returns>The entry; disposing it takes the request out.</returns>
    /// <exception cref="GenPhysException">A running request has that id.</exception>
    public Entry Enter(string id, CancellationToken disconnected)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(disconnected);
        if (_running.TryAdd(id, source))
        {
            return new Entry(this, id, source);
        }

        source.Dispose();
        throw new GenPhysException(ErrorCode.RequestIdInUse, $"A running request has the id '{id}'; choose another, or leave it to the service.");
    }

    /// <summary>Cancels one request.</summary>
    /// <param name="id">Its id.</param>
    /// <exception cref="GenPhysException">No running request has that id.</exception>
    public async Task CancelAsync(string id)
    {
        if (!await TryCancelAsync(id).ConfigureAwait(false))
        {
            throw new GenPhysException(ErrorCode.RequestNotFound, $"No running request has the id '{id}'; it may have finished.");
        }
    }

    /// <summary>Cancels every request.</summary>
    public async Task CancelAllAsync()
    {
        foreach (var id in _running.Keys)
        {
            await TryCancelAsync(id).ConfigureAwait(false);
        }
    }

    private async Task<bool> TryCancelAsync(string id)
    {
        // A cancel races with the request's own end. Whoever takes the source out of the dictionary owns it, and alone disposes it.
        if (!_running.TryRemove(id, out var source))
        {
            return false;
        }

        await source.CancelAsync().ConfigureAwait(false);
        source.Dispose();
        return true;
    }

    /// <summary>A request in the table.</summary>
    internal sealed class Entry(RunningRequests table, string id, CancellationTokenSource source) : IDisposable
    {
        /// <summary>The request's id.</summary>
        public string Id => id;

        /// <summary>Cancelled by the caller's disconnect, by <see cref="CancelAsync"/> or at the end of a drain.</summary>
        public CancellationToken Token { get; } = source.Token;

        /// <inheritdoc/>
        public void Dispose()
        {
            if (table._running.TryRemove(KeyValuePair.Create(id, source)))
            {
                source.Dispose();
            }
        }
    }
}
