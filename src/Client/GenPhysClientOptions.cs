namespace GenPhys.Client;

/// <summary>How a client reaches its service.</summary>
public sealed class GenPhysClientOptions
{
    /// <summary>What the client speaks; REST by default.</summary>
    public GenPhysProtocol Protocol { get; set; }

    /// <summary>
    /// The service's address, http or https, without a path; <c>http://localhost:8080</c> (REST) or <c>http://localhost:8081</c> (gRPC) by default.
    /// </summary>
    public Uri? Address { get; set; }

    /// <summary>The API key, or null (the default).</summary>
    public string? ApiKey { get; set; }

    /// <summary>Gives the bearer token of each call, instead of a key; null (the default) for none. Called once per attempt, so that it may renew it.</summary>
    public Func<CancellationToken, ValueTask<string>>? TokenProvider { get; set; }

    /// <summary>Deadline of calls whose request brings none, above 0 and at most 2^31 - 1 ms; null (the default) for no deadline.</summary>
    public TimeSpan? Deadline { get; set; }

    /// <summary>When a call is tried again.</summary>
    public RetryOptions Retry { get; set; } = new();

    /// <summary>The largest answer that is read, bytes, at least 1 KiB; 1 GiB by default.</summary>
    public int MaxAnswerBytes { get; set; } = 1 << 30;

    /// <summary>The clock of deadlines and pauses; the system's by default.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    internal Uri EffectiveAddress => Address ?? new Uri(Protocol == GenPhysProtocol.Grpc ? "http://localhost:8081" : "http://localhost:8080");

    /// <summary>Everything that is wrong, with what would work; empty for valid options.</summary>
    internal IEnumerable<string> Faults()
    {
        if (!Enum.IsDefined(Protocol))
        {
            yield return $"{nameof(Protocol)} must be {nameof(GenPhysProtocol.Rest)} or {nameof(GenPhysProtocol.Grpc)}.";
        }

        if (Address is { } address && !(address.IsAbsoluteUri && address.Scheme is "http" or "https" && address.PathAndQuery == "/"))
        {
            yield return $"{nameof(Address)} must be an http or https address without a path, such as http://localhost:8080, and is '{address}'.";
        }

        if (ApiKey is not null && TokenProvider is not null)
        {
            yield return $"Set {nameof(ApiKey)} or {nameof(TokenProvider)}, not both.";
        }

        if (ApiKey is { } key && (key.Length == 0 || key.Any(c => c is <= ' ' or > '~')))
        {
            yield return $"{nameof(ApiKey)} must be printable ASCII characters without spaces.";
        }

        if (Deadline is { } deadline && (deadline <= TimeSpan.Zero || deadline.TotalMilliseconds > int.MaxValue))
        {
            yield return $"{nameof(Deadline)} must be above 0 and at most {int.MaxValue} ms; leave it null for none.";
        }

        if (Retry is not { MaxRetries: >= 0 and <= 100 } || Retry.BaseDelay <= TimeSpan.Zero || Retry.MaxDelay <= TimeSpan.Zero)
        {
            yield return $"{nameof(Retry)} needs {nameof(RetryOptions.MaxRetries)} from 0 to 100, and pauses above 0.";
        }

        if (MaxAnswerBytes < 1024)
        {
            yield return $"{nameof(MaxAnswerBytes)} must be at least 1024.";
        }

        if (TimeProvider is null)
        {
            yield return $"{nameof(TimeProvider)} must not be null.";
        }
    }
}
