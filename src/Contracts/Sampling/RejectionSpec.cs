using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>
/// A budget for drawing rows anew until they pass <see cref="SampleRequest.Verify"/>. Every row keeps the first of its own attempts that
/// passes, so that its sample depends on the seed and its index alone; a row that none passes is a failed row.
/// </summary>
public sealed record RejectionSpec
{
    /// <summary>Rounds where a request gives none.</summary>
    public const int DefaultRounds = 8;

    /// <summary>Most attempts of one row: what the noise has a number for.</summary>
    public const int MaxAttempts = 65_536;

    /// <summary>Samples drawn for every row that is still without one that passes, at a time, at least 1; 1 by default.</summary>
    public int? Parallel { get; init; }

    /// <summary>Most times, at least 1; 8 by default.</summary>
    public int? MaxRounds { get; init; }

    internal void Check(Violations found, JsonPointer at, SampleRequest request, SampleLimits limits)
    {
        found.AtLeast(Parallel, 1, at["parallel"]);
        found.AtLeast(MaxRounds, 1, at["maxRounds"]);
        if (request.Verify is null)
        {
            found.Add(ErrorCode.Validation, at, "rejection needs a constraint to reject by; add verify.");
        }

        found.WithinLimit((long)(Parallel ?? 1) * (MaxRounds ?? DefaultRounds), MaxAttempts, at["maxRounds"]);
        if ((long)request.Count * (Parallel ?? 1) is var rows && rows > limits.MaxRows && request.Count <= limits.MaxRows)
        {
            found.Add(ErrorCode.BudgetExceeded, at["parallel"], $"count times parallel is {rows}; this service allows at most {limits.MaxRows} rows at a time.");
        }
    }
}
