namespace GenPhys.Inference.Engine;

/// <summary>
/// The requests of one model in turn. When rows exceed a tick, every request gets an equal share of its lanes and what
/// some leave goes to the others. A group that is larger than its request's share saves the share up as credit; once the
/// credit pays for it but the tick is too full, it opens the next tick, so that single rows cannot starve it. Belongs to
/// the device thread.
/// </summary>
internal sealed class RequestTurns
{
    private readonly List<RunningRequest> _requests = [];
    private readonly List<RunningRequest> _owed = [];
    private int _first;

    public int Count => _requests.Count;

    public IReadOnlyList<RunningRequest> All => _requests;

    public bool AnyRunnable => _requests.Exists(r => r.Prepared);

    public void Add(RunningRequest request) => _requests.Add(request);

    public void Remove(RunningRequest request)
    {
        var index = _requests.IndexOf(request);
        _requests.RemoveAt(index);
        _owed.Remove(request);
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

        var remaining = (double)capacity;
        PayOwed(capacity, ref remaining);
        ShareOut(capacity, Math.Max(1.0, (double)capacity / runnable), ref remaining);
        GiveRest(ref remaining);
        if (remaining == capacity)
        {
            RunOversized(capacity, ref remaining);
        }

        foreach (var request in _requests)
        {
            if (request.Chosen.Count > 0)
            {
                chosen.Add(request);
            }
        }

        return capacity - remaining;
    }

    // In the order in which they became due. A group larger than a whole tick opens one and has it to itself.
    private void PayOwed(int capacity, ref double remaining)
    {
        while (_owed.Count > 0 && remaining > 0)
        {
            var request = _owed[0];
            var used = request.Take(Math.Min(request.Credit, remaining), force: remaining == capacity);
            if (used == 0 && request.Unaffordable > 0)
            {
                return;
            }

            _owed.RemoveAt(0);
            request.Credit = Math.Max(0, request.Credit - used);
            remaining -= used;
        }
    }

    private void ShareOut(int capacity, double share, ref double remaining)
    {
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
            remaining -= used;

            // Who took all that it has saves nothing up.
            request.Credit = request.Unaffordable == 0 ? 0 : Math.Min(request.Credit - used, Math.Max(capacity, request.Unaffordable));
            if (request.Unaffordable > 0 && request.Unaffordable <= request.Credit && !_owed.Contains(request))
            {
                _owed.Add(request);
            }
        }

        // When not everybody was served, those left out come first next time; otherwise the first place just rotates.
        _first = (_first + (served < _requests.Count ? served : 1)) % _requests.Count;
    }

    private void GiveRest(ref double remaining)
    {
        for (var i = 0; i < _requests.Count && remaining > 0; i++)
        {
            var request = _requests[(_first + i) % _requests.Count];
            if (request.Prepared)
            {
                remaining -= request.Take(remaining);
            }
        }
    }

    // When only groups larger than a whole tick are there, none waits for credit: the one that waited longest runs alone.
    private void RunOversized(int capacity, ref double remaining)
    {
        foreach (var request in _requests.Where(r => r.Prepared).OrderByDescending(r => r.Credit))
        {
            if (request.Take(0, force: true) is var used and > 0)
            {
                request.Credit = 0;
                _owed.Remove(request);
                remaining = capacity - used;
                return;
            }
        }
    }
}
