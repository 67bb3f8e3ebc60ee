namespace GenPhys.Contracts;

/// <summary>The finished samples, as the service hands them to a door; each door writes them in its own format.</summary>
public sealed record SampleResult
{
    /// <summary>The request's id.</summary>
    public required string Id { get; init; }

    /// <summary>The model version that ran.</summary>
    public required ModelReference Model { get; init; }

    /// <summary>The seed that was used, 0 to 2^53 - 1.</summary>
    public required long Seed { get; init; }

    /// <summary>Rows first, then the shape of one sample: <c>[rows, ...]</c>.</summary>
    public required int[] Shape { get; init; }

    /// <summary>The values, row-major, rounded once from float64; zeros in a failed row.</summary>
    public required float[] Samples { get; init; }

    /// <summary>Mean number of field evaluations per row.</summary>
    public required double Nfe { get; init; }

    /// <summary>The rows that failed, in the order of their indices.</summary>
    public IReadOnlyList<FailedRow> FailedRows { get; init; } = [];

    /// <summary>What the guidance terms did, where the request asked for it.</summary>
    public GuidanceReport? GuidanceReport { get; init; }

    /// <summary>Which samples obey the constraint, where the request asked for it.</summary>
    public Verification? Verification { get; init; }

    /// <summary>
    /// ln w per row, where the model's process creates or destroys density: averages over the rows are to be weighted with w. 0 in a
    /// failed row.
    /// </summary>
    public IReadOnlyList<double>? LogWeights { get; init; }

    /// <summary>The effective sample size, 0 to the number of rows, before any resampling; with <see cref="LogWeights"/> only.</summary>
    public double? Ess { get; init; }

    /// <summary>The latent codes that each row was drawn with, given or drawn, <c>[rows][slots]</c>; of a model that has them only.</summary>
    public IReadOnlyList<int[]>? Codes { get; init; }

    /// <summary>How long it took.</summary>
    public required Timings Timings { get; init; }
}
