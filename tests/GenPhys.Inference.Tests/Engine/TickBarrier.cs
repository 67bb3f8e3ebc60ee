using GenPhys.Inference.Engine;

namespace GenPhys.Inference.Tests.Engine;

/// <summary>
/// Holds the device before each tick until the test lets it go on, and logs what every tick ran. Open lets it run free.
/// </summary>
internal sealed class TickBarrier(bool open = false) : IEngineProbe, IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<TickRecord> _log = [];
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly SemaphoreSlim _released = new(0);
    private volatile bool _open = open;

    /// <summary>Run on the device thread after every tick.</summary>
    public Action? AfterEachTick { get; set; }

    public IReadOnlyList<TickRecord> Log
    {
        get
        {
            lock (_lock)
            {
                return [.. _log];
            }
        }
    }

    /// <summary>Waits until the device stands before a tick.</summary>
    public async Task ArriveAsync() => Assert.True(await _arrived.WaitAsync(Bounded.Limit), "No tick came.");

    /// <summary>Lets one tick run.</summary>
    public void Release() => _released.Release();

    /// <summary>Lets ticks run and waits until the device stands before the one that follows.</summary>
    public async Task StepAsync(int ticks = 1)
    {
        for (var i = 0; i < ticks; i++)
        {
            Release();
            await ArriveAsync();
        }
    }

    /// <summary>Lets the device run free from the tick on before which it stands.</summary>
    public void Open()
    {
        _open = true;
        Release();
    }

    public void BeforeTick()
    {
        if (!_open)
        {
            _arrived.Release();
            if (!_released.Wait(Bounded.Limit))
            {
                _open = true;
            }
        }
    }

    public void AfterTick(EngineModel model, int lanes, IReadOnlyList<RunningRequest> requests)
    {
        lock (_lock)
        {
            _log.Add(new(
                model.Name, lanes, requests.GroupBy(r => r.Job.Seed).ToDictionary(
                    same => same.Key, same => same.SelectMany(r => r.Chosen).Select(row => row.Row).ToArray())));
        }

        AfterEachTick?.Invoke();
    }

    public void Dispose()
    {
        Open();
        _arrived.Dispose();
    }
}

/// <summary>One tick: the rows it ran, by the seed of their request.</summary>
internal sealed record TickRecord(string Model, int Lanes, IReadOnlyDictionary<ulong, int[]> Rows);
