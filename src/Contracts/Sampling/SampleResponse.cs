namespace GenPhys.Contracts;

/// <summary>The JSON answer to a <see cref="SampleRequest"/>.</summary>
public sealed record SampleResponse
{
    /// <summary>The request's id.</summary>
    public required string Id { get; init; }

    /// <summary>The model version that ran.</summary>
    public required ModelReference Model { get; init; }

    /// <summary>The seed that was used; the same seed, model and sampler give the same bits.</summary>
    public required long Seed { get; init; }

    /// <summary>Rows first, then the shape of one sample: <c>[rows, ...]</c>.</summary>
    public required IReadOnlyList<int> Shape { get; init; }

    /// <summary>
    /// One list of numbers per row, each the shortest text of a float32; a sample with several axes is flat, in row-major order.
    /// Null for a row that failed.
    /// </summary>
    public required IReadOnlyList<float[]?> Samples { get; init; }

    /// <summary>Mean number of field evaluations per row.</summary>
    public required double Nfe { get; init; }

    /// <summary>The rows that failed.</summary>
    public required IReadOnlyList<FailedRow> FailedRows { get; init; }

    /// <summary>
    /// ln w per row, where the model's process creates or destroys density: averages over the rows are to be weighted with w. Null for
    /// a row that failed.
    /// </summary>
    public IReadOnlyList<double?>? LogWeights { get; init; }

    /// <summary>The effective sample size (sum w)^2 / sum w^2, before any resampling; with <c>logWeights</c> only.</summary>
    public double? Ess { get; init; }

    /// <summary>What the guidance terms did, where the request asked for it.</summary>
    public GuidanceReport? GuidanceReport { get; init; }

    /// <summary>Which samples obey the constraint, where the request asked for it.</summary>
    public Verification? Verification { get; init; }

    /// <summary>The latent codes that each row was drawn with, given or drawn; of a model that has them only.</summary>
    public IReadOnlyList<int[]>? Codes { get; init; }

    /// <summary>How long it took.</summary>
    public required Timings Timings { get; init; }
}
