namespace GenPhys.Contracts;

/// <summary>The answer to an <see cref="EncodeRequest"/>. Lists have one entry per point; null where the row failed.</summary>
public sealed record EncodeResult
{
    /// <summary>The request's id.</summary>
    public required string Id { get; init; }

    /// <summary>The model version that ran.</summary>
    public required ModelReference Model { get; init; }

    /// <summary>
    /// x at the prior's level in the process's own units, rounded to float32, <c>[rows][dim]</c>: a standard deviation of sigmaMax for EDM and VE, of 1 for
    /// VP; x at zMax for PFGM.
    /// </summary>
    public required IReadOnlyList<float[]?> Latents { get; init; }

    /// <summary>Euclidean distance between each point and its latent decoded again, in data units.</summary>
    public required IReadOnlyList<double?> RoundTripErrors { get; init; }

    /// <summary>Mean number of field evaluations per row, of the way up alone.</summary>
    public required double Nfe { get; init; }

    /// <summary>The rows that failed, in the order of their indices.</summary>
    public IReadOnlyList<FailedRow> FailedRows { get; init; } = [];

    /// <summary>How long it took, both ways.</summary>
    public required Timings Timings { get; init; }
}
