namespace GenPhys.Client;

/// <summary>
/// When a call is tried again: only where the service has said that it did nothing and when to come back (<c>queue_full</c>, <c>rate_limited</c>,
/// <c>model_not_ready</c>, <c>draining</c>), or where no connection came about; never once a part of an answer has arrived.
/// </summary>
public sealed record RetryOptions
{
    /// <summary>Attempts after the first, 0 to 100; 3 by default, 0 for none.</summary>
    public int MaxRetries { get; init; } = 3;

    /// <summary>Pause before the first new attempt at a connection, doubled with each, above 0; 200 ms by default.</summary>
    public TimeSpan BaseDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest pause, above 0; 30 s by default. A service that asks for a longer one is not asked again.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(30);
}
