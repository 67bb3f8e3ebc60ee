using System.Text.Json.Serialization;

namespace GenPhys.Contracts.OpenInference;

/// <summary>The parameters of an <see cref="InferResponse"/>.</summary>
public sealed record InferFacts
{
    /// <summary>The seed that was used.</summary>
    public required long Seed { get; init; }

    /// <summary>Mean number of field evaluations per row.</summary>
    public required double Nfe { get; init; }

    /// <summary>Milliseconds from arrival to the first tick.</summary>
    [JsonPropertyName("queued_ms")]
    public required double QueuedMs { get; init; }

    /// <summary>Milliseconds from the first tick to the last row.</summary>
    [JsonPropertyName("run_ms")]
    public required double RunMs { get; init; }

    /// <summary>Indices of the rows that failed and hold zeros, separated by commas; empty for none.</summary>
    [JsonPropertyName("failed_rows")]
    public required string FailedRows { get; init; }

    /// <summary>The facts of a result.</summary>
    /// <param name="result">The result.</param>
    /// <returns>Its facts.</returns>
    public static InferFacts Of(SampleResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new InferFacts
        {
            Seed = result.Seed,
            Nfe = result.Nfe,
            QueuedMs = result.Timings.QueuedMs,
            RunMs = result.Timings.RunMs,
            FailedRows = string.Join(',', result.FailedRows.Select(row => row.Row)),
        };
    }
}
