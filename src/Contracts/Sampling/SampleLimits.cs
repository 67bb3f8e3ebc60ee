namespace GenPhys.Contracts;

/// <summary>What one request may ask for. More than that can never run, and answers <see cref="ErrorCode.BudgetExceeded"/>.</summary>
public sealed record SampleLimits
{
    /// <summary>Most rows of one request; 1,000,000 by default.</summary>
    public int MaxRows { get; init; } = 1_000_000;

    /// <summary>Most solver steps of one request; 2,000 by default.</summary>
    public int MaxSteps { get; init; } = 2_000;

    /// <summary>What one constraint may hold.</summary>
    public ConstraintLimits Constraints { get; init; } = new();

    /// <summary>Most guidance terms of one request, 16 at most; 8 by default.</summary>
    public int MaxTerms { get; init; } = 8;

    /// <summary>Most Monte Carlo draws per evaluation of one guidance term; 1,000 by default.</summary>
    public int MaxDraws { get; init; } = 1_000;
}
