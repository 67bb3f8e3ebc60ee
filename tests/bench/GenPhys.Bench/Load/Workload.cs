namespace GenPhys.Bench.Load;

/// <summary>What the callers ask for.</summary>
internal sealed record Workload
{
    public required string Model { get; init; }

    /// <summary>Rows of every request.</summary>
    public required int Rows { get; init; }

    /// <summary>Each request draws its Heun steps from these, all equally likely.</summary>
    public IReadOnlyList<int> Steps { get; init; } = [10, 18, 40];

    /// <summary>How long calls are made before counting begins.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long calls are counted.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Seed of the draws of steps and of arrival times.</summary>
    public int Seed { get; init; } = 1;
}
