namespace GenPhys.Contracts;

/// <summary>How long a request took inside the service, in milliseconds.</summary>
/// <param name="QueuedMs">From arrival to its first tick.</param>
/// <param name="RunMs">From its first tick to its last row.</param>
public sealed record Timings(double QueuedMs, double RunMs);
