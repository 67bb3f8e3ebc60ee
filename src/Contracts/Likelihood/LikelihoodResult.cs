namespace GenPhys.Contracts;

/// <summary>The answer to a <see cref="LikelihoodRequest"/>. Lists have one entry per point; null where the row failed.</summary>
public sealed record LikelihoodResult
{
    /// <summary>The request's id.</summary>
    public required string Id { get; init; }

    /// <summary>The model version that ran.</summary>
    public required ModelReference Model { get; init; }

    /// <summary>The seed of the probes.</summary>
    public required long Seed { get; init; }

    /// <summary>Number of points: <c>[rows]</c>.</summary>
    public required IReadOnlyList<int> Shape { get; init; }

    /// <summary>Log-densities in nats, in data units.</summary>
    public required IReadOnlyList<double?> LogLikelihoods { get; init; }

    /// <summary>The same as bits per coordinate: -logLikelihood / (dim ln 2).</summary>
    public required IReadOnlyList<double?> BitsPerDim { get; init; }

    /// <summary>Standard error of each log-likelihood over the probes, in nats: 0 for an exact trace, null for a single probe.</summary>
    public required IReadOnlyList<double?> StandardErrors { get; init; }

    /// <summary>Field evaluations of each row; every vector-Jacobian product counts.</summary>
    public required IReadOnlyList<int> Nfe { get; init; }

    /// <summary>The rows that failed, in the order of their indices.</summary>
    public IReadOnlyList<FailedRow> FailedRows { get; init; } = [];

    /// <summary>How long it took.</summary>
    public required Timings Timings { get; init; }

    /// <summary>The parts, where they were asked for.</summary>
    public LikelihoodDetails? Details { get; init; }
}

/// <summary>What log-likelihoods are made of: log p = prior + divergence - log of the data scale. One entry per point; null where the row failed.</summary>
public sealed record LikelihoodDetails
{
    /// <summary>Where the flow carries the points: x at the prior's level in the process's own units, <c>[rows][dim]</c>.</summary>
    public required IReadOnlyList<float[]?> Latents { get; init; }

    /// <summary>Log-density of the prior there, in nats.</summary>
    public required IReadOnlyList<double?> PriorLogDensities { get; init; }

    /// <summary>Integral of the flow's divergence, in nats.</summary>
    public required IReadOnlyList<double?> Divergences { get; init; }

    /// <summary>
    /// The log-density at the prior's level that the closed-form field has, in nats; null for a network, whose is not known. Put in the prior's place it
    /// takes the prior's error out of the log-likelihood.
    /// </summary>
    public IReadOnlyList<double?>? TerminalLogDensities { get; init; }
}
