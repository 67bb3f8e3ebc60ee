namespace GenPhys.Inference.Engine;

/// <summary>
/// The requests of one model in turn. When rows exceed a tick, every request gets an equal share of its lanes and what
/// some leave goes to the others; credit carries over for a group that is larger than its share, so that it is never
/// starved. Belongs to the device thread.
/// </summary>
internal sealed class RequestTurns
{
    private readonly List<RunningRequest> _requests = [];
    private int _first;

    public int Count => _requests.Count;

    public IReadOnlyList<RunningRequest> All => _requests;

    public bool AnyRunnable => _requests.Exists(r => r.Prepared);

    public void Add(RunningRequest request) => _requests.Add(request);

    public void Remove(RunningRequest request)
    {
        var index = _requests.IndexOf(request);
        _requests.RemoveAt(index);
        if (index < _first)
        {
            _first--;
        }
    }

    /// <summary>Chooses the rows of the next tick and returns their price in value lanes.</summary>
    public double Choose(int capacity, List<RunningRequest> chosen)
    {
        chosen.Clear();
        var runnable = 0;
        foreach (var request in _requests)
        {
            request.BeginChoice();
            runnable += request.Prepared ? 1 : 0;
        }

        if (runnable == 0)
        {
            return 0;
        }

        var share = Math.Max(1.0, (double)capacity / runnable);
        var remaining = (double)capacity;
        var served = 0;
        for (var i = 0; i < _requests.Count && remaining > 0; i++)
        {
            var request = _requests[(_first + i) % _requests.Count];
            served++;
            if (!request.Prepared)
            {
                continue;
            }

            request.Credit += share;
            var used = request.Take(Math.Min(request.Credit, remaining));
            request.Credit = Math.Min(Math.Max(0, request.Credit - used), capacity);
            remaining -= used;
        }

        for (var i = 0; i < _requests.Count && remaining > 0; i++)
        {
            var request = _requests[(_first + i) % _requests.Count];
            if (request.Prepared)
            {
                remaining -= request.Take(remaining);
            }
        }

        // A group larger than a whole tick runs alone.
        if (remaining == capacity)
        {
            foreach (var request in _requests.Where(r => r.Prepared).OrderByDescending(r => r.Credit))
            {
                if (request.Take(0, force: true) is var used and > 0)
                {
                    request.Credit = 0;
                    remaining -= used;
                    break;
                }
            }
        }

        foreach (var request in _requests)
        {
            if (request.Chosen.Count > 0)
            {
                chosen.Add(request);
            }
        }

        // When not everybody was served, those left out come first next time; otherwise the first place just rotates.
        _first = (_first + (served < _requests.Count ? served : 1)) % _requests.Count;
        return capacity - remaining;
    }
}
