namespace GenPhys.Contracts;

/// <summary>One fault among several in a <see cref="Problem"/>.</summary>
public sealed record ProblemItem
{
    /// <summary>The stable code, such as <c>validation</c>.</summary>
    public required string Code { get; init; }

    /// <summary>JSON pointer (RFC 6901) of the member at fault.</summary>
    public required string Pointer { get; init; }

    /// <summary>What is wrong, and what would work.</summary>
    public required string Detail { get; init; }
}
