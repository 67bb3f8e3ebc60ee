using System.Diagnostics.Metrics;

namespace GenPhys.Inference.Engine;

/// <summary>Limits and clock of an engine.</summary>
public sealed record EngineOptions
{
    /// <summary>Lanes evaluated in one tick, unless a single unit needs more; 1 or more. Default 512.</summary>
    public int MaxLanesPerTick { get; init; } = 512;

    /// <summary>Rows that may wait or run at a time; more answers <c>queue_full</c>. Default 1,000,000.</summary>
    public long MaxQueuedRows { get; init; } = 1_000_000;

    /// <summary>Requests that may wait or run at a time; more answers <c>queue_full</c>. Default 10,000.</summary>
    public int MaxQueuedRequests { get; init; } = 10_000;

    /// <summary>Clock of deadlines and timings.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Makes the meter of the engine's instruments; null for a meter of its own.</summary>
    public IMeterFactory? MeterFactory { get; init; }
}
