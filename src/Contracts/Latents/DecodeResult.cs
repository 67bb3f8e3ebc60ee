namespace GenPhys.Contracts;

/// <summary>The answer to a <see cref="DecodeRequest"/>.</summary>
public sealed record DecodeResult
{
    /// <summary>The request's id.</summary>
    public required string Id { get; init; }

    /// <summary>The model version that ran.</summary>
    public required ModelReference Model { get; init; }

    /// <summary>The points in data units, rounded to float32, <c>[rows][dim]</c>; null where the row failed.</summary>
    public required IReadOnlyList<float[]?> Points { get; init; }

    /// <summary>Mean number of field evaluations per row.</summary>
    public required double Nfe { get; init; }

    /// <summary>The rows that failed, in the order of their indices.</summary>
    public IReadOnlyList<FailedRow> FailedRows { get; init; } = [];

    /// <summary>How long it took.</summary>
    public required Timings Timings { get; init; }
}
