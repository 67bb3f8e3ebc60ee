namespace GenPhys.Contracts;

/// <summary>What one constraint may hold, so that none can hold up the service. More answers <see cref="ErrorCode.BudgetExceeded"/>.</summary>
public sealed record ConstraintLimits
{
    /// <summary>Most vertices of all outlines together, the corners of a raster's outline among them; 100,000 by default.</summary>
    public int MaxVertices { get; init; } = 100_000;

    /// <summary>Most constraints within a constraint, itself and the polygons of maps counted; 10,000 by default.</summary>
    public int MaxParts { get; init; } = 10_000;

    /// <summary>Deepest nesting; 8 by default.</summary>
    public int MaxDepth { get; init; } = 8;

    /// <summary>Most cells of a raster; 4,194,304 (2,048 by 2,048) by default.</summary>
    public int MaxRasterCells { get; init; } = 1 << 22;

    /// <summary>Most agents of a scene; 256 by default.</summary>
    public int MaxAgents { get; init; } = 256;

    /// <summary>Most edges, boxes and pairs that one evaluation may look at; 200,000 by default, about a millisecond.</summary>
    public double MaxCost { get; init; } = 200_000;

    /// <summary>Most of these that all points of one check may look at together; 2,000,000,000 by default, about ten seconds.</summary>
    public double MaxTotalCost { get; init; } = 2e9;

    /// <summary>Most points of one check; 100,000 by default.</summary>
    public int MaxPoints { get; init; } = 100_000;
}
