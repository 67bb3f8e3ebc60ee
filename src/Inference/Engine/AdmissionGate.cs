using GenPhys.Contracts;

namespace GenPhys.Inference.Engine;

/// <summary>
/// Counts the requests and rows that wait or run and refuses what would pass the bounds. Rows and requests are counted
/// together under one lock, so that neither bound is passed even for a moment and a refused giant never costs a small
/// request its place. Shared by callers and the device thread.
/// </summary>
internal sealed class AdmissionGate(EngineOptions options)
{
    private readonly Lock _lock = new();
    private long _rows;
    private int _requests;

    public (long Rows, int Requests) Held
    {
        get
        {
            lock (_lock)
            {
                return (_rows, _requests);
            }
        }
    }

    /// <summary>Takes the place of one request.</summary>
    /// <exception cref="GenPhysException">It does not fit now, or never can.</exception>
    public void Enter(int rows, Func<TimeSpan> retryAfter)
    {
        if (rows > options.MaxQueuedRows)
        {
            throw new GenPhysException(
                ErrorCode.BudgetExceeded, $"{rows} rows can never run: at most {options.MaxQueuedRows} are held at a time.");
        }

        lock (_lock)
        {
            if (_requests < options.MaxQueuedRequests && _rows + rows <= options.MaxQueuedRows)
            {
                _rows += rows;
                _requests++;
                return;
            }
        }

        var (heldRows, heldRequests) = Held;
        throw new GenPhysException(
            ErrorCode.QueueFull,
            $"The queue is full ({heldRows} rows of {options.MaxQueuedRows} in {heldRequests} requests of {options.MaxQueuedRequests}). Try again later.",
            retryAfter: retryAfter());
    }

    /// <summary>Gives the place back.</summary>
    public void Leave(int rows)
    {
        lock (_lock)
        {
            _rows -= rows;
            _requests--;
        }
    }
}
