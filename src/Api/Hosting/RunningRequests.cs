using System.Collections.Concurrent;
using GenPhys.Api.Protection;
using GenPhys.Api.Rest;
using GenPhys.Contracts;

namespace GenPhys.Api.Hosting;

/// <summary>The requests that are being worked on, by id, so that any door can cancel one that came in through any other.</summary>
internal sealed class RunningRequests(CallerBudgets budgets)
{
    private readonly ConcurrentDictionary<string, Running> _running = new();

    /// <summary>How many there are.</summary>
    public int Count => _running.Count;

    /// <summary>Enters a request.</summary>
    /// <param name="http">Brings the caller, and the id where the body brings none.</param>
    /// <param name="disconnected">The caller's own cancellation.</param>
    /// <param name="idInBody">The id that the body brings.</param>
    /// <returns>The entry; disposing it takes the request out.</returns>
    /// <exception cref="GenPhysException">The id is not valid, or a running request has it.</exception>
    public Entry Enter(HttpContext http, CancellationToken disconnected, string? idInBody = null)
    {
        var id = RequestId.Of(http, idInBody);
        var caller = Caller.Of(http);
        var running = new Running(caller.Id, CancellationTokenSource.CreateLinkedTokenSource(disconnected));
        if (_running.TryAdd(id, running))
        {
            return new Entry(this, id, running, budgets.Of(caller));
        }

        running.Source.Dispose();
        throw new GenPhysException(ErrorCode.RequestIdInUse, $"A running request has the id '{id}'; choose another, or leave it to the service.");
    }

    /// <summary>Cancels one request.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="by">Who asks.</param>
    /// <exception cref="GenPhysException">No running request has that id, or it is another caller's.</exception>
    public async Task CancelAsync(string id, Caller by)
    {
        if (_running.TryGetValue(id, out var running) && running.Owner != by.Id && !by.Operates)
        {
            throw new GenPhysException(
                ErrorCode.PermissionDenied, $"The request '{id}' is another caller's; its own key, or one with the scope {Scopes.Operate}, cancels it.");
        }

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
        if (!_running.TryRemove(id, out var running))
        {
            return false;
        }

        await running.Source.CancelAsync().ConfigureAwait(false);
        running.Source.Dispose();
        return true;
    }

    /// <summary>What the table holds of a request.</summary>
    internal sealed record Running(string Owner, CancellationTokenSource Source);

    /// <summary>A request in the table.</summary>
    internal sealed class Entry(RunningRequests table, string id, Running running, CallerBudget budget) : IDisposable
    {
        /// <summary>The request's id.</summary>
        public string Id => id;

        /// <summary>Cancelled by the caller's disconnect, by <see cref="CancelAsync"/> or at the end of a drain.</summary>
        public CancellationToken Token { get; } = running.Source.Token;

        /// <summary>What its caller may use.</summary>
        public CallerBudget Budget => budget;

        /// <inheritdoc/>
        public void Dispose()
        {
            if (table._running.TryRemove(KeyValuePair.Create(id, running)))
            {
                running.Source.Dispose();
            }
        }
    }
}
