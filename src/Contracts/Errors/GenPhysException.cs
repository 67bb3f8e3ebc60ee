using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>A request cannot be served, for a reason that its caller is told: REST answers problem details, gRPC a status with the same code.</summary>
public sealed class GenPhysException : Exception
{
    /// <summary>One reason.</summary>
    /// <param name="code">The code.</param>
    /// <param name="detail">For the caller: what is wrong, and what would work.</param>
    /// <param name="pointer">JSON pointer (RFC 6901) of the member at fault, or null when no member is.</param>
    /// <param name="retryAfter">When trying again may succeed, or null.</param>
    public GenPhysException(ErrorCode code, string detail, string? pointer = null, TimeSpan? retryAfter = null)
        : base(detail)
    {
        Code = code;
        Pointer = pointer;
        RetryAfter = retryAfter;
    }

    /// <summary>A fault whose cause is another exception, which is logged and never shown to the caller.</summary>
    /// <param name="code">The code.</param>
    /// <param name="detail">For the caller: what is wrong, and what would work.</param>
    /// <param name="inner">The cause.</param>
    public GenPhysException(ErrorCode code, string detail, Exception inner)
        : base(detail, inner) => Code = code;

    /// <summary>Several reasons: the first gives code, detail and pointer; all are in <see cref="Violations"/>.</summary>
    /// <param name="violations">At least one.</param>
    /// <exception cref="ArgumentException"><paramref name="violations"/> is empty.</exception>
    public GenPhysException(IReadOnlyList<Violation> violations)
        : base(violations.Count > 0 ? violations[0].Detail : throw new ArgumentException("At least one violation is needed.", nameof(violations)))
    {
        Code = violations[0].Code;
        Pointer = violations[0].Pointer;
        Violations = violations;
    }

    /// <summary>The code.</summary>
    public ErrorCode Code { get; }

    /// <summary>JSON pointer (RFC 6901) of the member at fault; empty for the whole body, null when no member is at fault.</summary>
    public string? Pointer { get; }

    /// <summary>When trying again may succeed, or null.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>Every violation that validation found; empty when the error is not one of validation.</summary>
    public IReadOnlyList<Violation> Violations { get; } = [];
}
