namespace GenPhys.Contracts;

/// <summary>The answer of a health check that passes.</summary>
/// <param name="Status"><c>live</c> or <c>ready</c>.</param>
public sealed record HealthStatus(string Status);
