using Grpc.Net.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server;

/// <summary>
/// The deadline of one call. When it passes, an action answers the client at once, whatever the handler does. The call must not be given back
/// to the server while that action runs, for its HTTP context would serve another request: <see cref="DisposeAsync"/> waits for it.
/// </summary>
internal sealed class CallDeadline : IAsyncDisposable
{
    // A timer takes no longer span than this (49 days); a call that lives longer has no deadline that matters.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly Lock gate = new();
    private readonly Func<Task> passed;
    private Timer? timer;
    private Task running = Task.CompletedTask;
    private bool closed;
    private volatile bool hasPassed;

    public CallDeadline(TimeSpan timeout, Func<Task> passed)
    {
        this.passed = passed;
        DateTime now = DateTime.UtcNow;
        Time = timeout < DateTime.MaxValue - now ? now + timeout : DateTime.MaxValue;
        if (timeout <= LongestTimer)
        {
            // The field is set before the timer can fire, so that closing always finds it.
            timer = new Timer(static state => ((CallDeadline)state!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            timer.Change(timeout, Timeout.InfiniteTimeSpan);
        }
    }

    public DateTime Time { get; }

    public bool HasPassed => hasPassed;

    /// <summary>The timeout that a request asks for; null for none.</summary>
    public static TimeSpan? Parse(HttpContext http, string method, ILogger logger)
    {
        string? text = http.Request.Headers[WireNames.Timeout];
        if (text is null)
        {
            return null;
        }

        if (TimeoutText.TryParse(text, out TimeSpan timeout))
        {
            return timeout;
        }

        CallLog.TimeoutIgnored(logger, method, text);
        return null;
    }

    /// <summary>After this the action does not start any more, and is not running.</summary>
    public async ValueTask DisposeAsync()
    {
        Task action;
        lock (gate)
        {
            closed = true;
            action = running;
            timer?.Dispose();
            timer = null;
        }

        await action.ConfigureAwait(false);
    }

    private void Fire()
    {
        lock (gate)
        {
            // The timer may have queued this before the call ended.
            if (!closed)
            {
                hasPassed = true;
                running = Task.Run(passed);
            }
        }
    }
}
