using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace GenPhys.Service.Tests.Support;

/// <summary>Counts exchanges that have ended, around everything that the host itself does with them.</summary>
internal sealed class ExchangeCounter : IStartupFilter
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _reached;
    private int _left;

    /// <summary>Completes when so many more exchanges have ended.</summary>
    public Task AfterAsync(int count)
    {
        lock (_gate)
        {
            _left = count;
            _reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _reached.Task;
        }
    }

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (http, inner) =>
        {
            try
            {
                await inner(http);
            }
            finally
            {
                CountOne();
            }
        });
        next(app);
    };

    private void CountOne()
    {
        lock (_gate)
        {
            if (--_left == 0)
            {
                _reached?.TrySetResult();
            }
        }
    }
}
