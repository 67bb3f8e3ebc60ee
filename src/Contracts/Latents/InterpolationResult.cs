namespace GenPhys.Contracts;

/// <summary>The answer to an <see cref="InterpolationRequest"/>: one entry per point of the way.</summary>
public sealed record InterpolationResult
{
    /// <summary>The request's id.</summary>
    public required string Id { get; init; }

    /// <summary>The model version that ran.</summary>
    public required ModelReference Model { get; init; }

    /// <summary>Share of each end, <c>[rows][ends]</c>; every row sums to 1.</summary>
    public required IReadOnlyList<double[]> Weights { get; init; }

    /// <summary>x at the prior's level in the process's own units, rounded to float32, <c>[rows][dim]</c>.</summary>
    public required IReadOnlyList<float[]> Latents { get; init; }

    /// <summary>The points in data units, rounded to float32, <c>[rows][dim]</c>; null where the row failed.</summary>
    public required IReadOnlyList<float[]?> Points { get; init; }

    /// <summary>Mean number of field evaluations per row, of the way down alone.</summary>
    public required double Nfe { get; init; }

    /// <summary>The rows that failed, in the order of their indices.</summary>
    public IReadOnlyList<FailedRow> FailedRows { get; init; } = [];

    /// <summary>How long it took.</summary>
    public required Timings Timings { get; init; }
}
