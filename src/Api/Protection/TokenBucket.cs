namespace GenPhys.Api.Protection;

/// <summary>
/// A budget that fills at a steady rate up to a brim. The framework's own limiter reads the system's clock; this one reads the service's, and takes back
/// what was not used.
/// </summary>
/// <param name="perSecond">What flows in.</param>
/// <param name="burst">The brim, from which it starts.</param>
/// <param name="time">The clock.</param>
internal sealed class TokenBucket(double perSecond, double burst, TimeProvider time)
{
    private readonly Lock _gate = new();
    private double _level = burst;
    private long _seen = time.GetTimestamp();

    /// <summary>The most that can be taken at once.</summary>
    public double Burst { get; } = burst;

    /// <summary>Whether nothing has been taken that has not flowed in again.</summary>
    public bool IsFull
    {
        get
        {
            lock (_gate)
            {
                Fill();
                return _level >= Burst;
            }
        }
    }

    /// <summary>Takes, if there is enough.</summary>
    /// <returns>Null when taken; else how long to wait until there is enough.</returns>
    public TimeSpan? Take(double amount)
    {
        lock (_gate)
        {
            Fill();
            if (amount <= _level)
            {
                _level -= amount;
                return null;
            }

            return TimeSpan.FromSeconds((amount - _level) / perSecond);
        }
    }

    /// <summary>Gives back what was taken and not used.</summary>
    public void Return(double amount)
    {
        lock (_gate)
        {
            _level = Math.Min(Burst, _level + amount);
        }
    }

    private void Fill()
    {
        var now = time.GetTimestamp();
        _level = Math.Min(Burst, _level + (time.GetElapsedTime(_seen, now).TotalSeconds * perSecond));
        _seen = now;
    }
}
