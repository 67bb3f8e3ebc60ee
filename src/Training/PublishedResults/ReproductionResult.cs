namespace GenPhys.Training.PublishedResults;

/// <summary>What a reproduction found, as it is kept beside the page.</summary>
public sealed record ReproductionResult
{
    /// <summary>The acceptance id or table.</summary>
    public required string Id { get; init; }

    /// <summary>What is claimed.</summary>
    public required string Claim { get; init; }

    /// <summary>Author, year and place of the claim.</summary>
    public required string Source { get; init; }

    /// <summary>Why our figures differ from the published ones, where they do.</summary>
    public string? Deviations { get; init; }

    /// <summary>The figures.</summary>
    public required IReadOnlyList<ReproductionRow> Rows { get; init; }

    /// <summary>How long it took, in minutes.</summary>
    public required double Minutes { get; init; }
}
