namespace GenPhys.Inference.Engine;

/// <summary>Counters of an engine since it started, and what it holds now.</summary>
public sealed record EngineStatistics
{
    /// <summary>Ticks run.</summary>
    public long Ticks { get; init; }

    /// <summary>Lanes evaluated.</summary>
    public long Lanes { get; init; }

    /// <summary>Requests that ended with a result.</summary>
    public long Completed { get; init; }

    /// <summary>Requests that ended by cancellation, by deadline or because the engine was given up.</summary>
    public long Stopped { get; init; }

    /// <summary>Requests that ended by an exception: of the field, of their own parts, or because their model was gone.</summary>
    public long Faulted { get; init; }

    /// <summary>Rows that failed alone.</summary>
    public long FailedRows { get; init; }

    /// <summary>Rows waiting or running.</summary>
    public long QueuedRows { get; init; }

    /// <summary>Requests waiting or running.</summary>
    public int QueuedRequests { get; init; }

    /// <summary>Rows that hold state.</summary>
    public int ActiveRows { get; init; }
}
