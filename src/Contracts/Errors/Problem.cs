namespace GenPhys.Contracts;

/// <summary>Problem details (RFC 9457): the body of every answer that is not a success.</summary>
public sealed record Problem
{
    /// <summary>A URN that names the code, such as <c>urn:genphys:error:validation</c>.</summary>
    public required string Type { get; init; }

    /// <summary>A short summary that does not change from one occurrence to the next.</summary>
    public required string Title { get; init; }

    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>What is wrong this time, and what would work.</summary>
    public required string Detail { get; init; }

    /// <summary>The stable code, such as <c>unknown_member</c>.</summary>
    public required string Code { get; init; }

    /// <summary>JSON pointer (RFC 6901) of the member at fault; absent when no member is.</summary>
    public string? Pointer { get; init; }

    /// <summary>Every fault, when there are more than one; the first is the one above.</summary>
    public IReadOnlyList<ProblemItem>? Errors { get; init; }

    /// <summary>The problem that an exception stands for.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <returns>Its problem details, without a stack trace or any inner exception.</returns>
    public static Problem From(GenPhysException exception)
    {
        var row = ErrorTable.Of(exception.Code);
        return new Problem
        {
            Type = row.Type,
            Title = row.Title,
            Status = row.HttpStatus,
            Detail = exception.Message,
            Code = row.Name,
            Pointer = exception.Pointer,
            Errors = exception.Violations.Count < 2
                ? null
                : [.. exception.Violations.Select(v => new ProblemItem { Code = ErrorTable.Of(v.Code).Name, Pointer = v.Pointer, Detail = v.Detail })],
        };
    }
}
