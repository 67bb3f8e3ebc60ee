namespace GenPhys.Inference.Telemetry;

/// <summary>
/// When each request that waits for its first tick came, oldest first. Callers enter, the device thread leaves, whoever
/// asks for metrics looks; the lock is held for a few instructions, and never during a tick.
/// </summary>
internal sealed class WaitingLine(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<long> _submitted = [];

    /// <summary>Time that the oldest has waited, in seconds; 0 if none waits.</summary>
    public double Age
    {
        get
        {
            lock (_lock)
            {
                return _submitted.First is { } oldest ? time.GetElapsedTime(oldest.Value).TotalSeconds : 0;
            }
        }
    }

    public LinkedListNode<long> Enter(long submitted)
    {
        lock (_lock)
        {
            return _submitted.AddLast(submitted);
        }
    }

    /// <summary>Takes a request out; one that is out already stays out.</summary>
    public void Leave(LinkedListNode<long> node)
    {
        lock (_lock)
        {
            if (node.List is not null)
            {
                _submitted.Remove(node);
            }
        }
    }
}
