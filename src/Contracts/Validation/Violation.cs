namespace GenPhys.Contracts.Validation;

/// <summary>One fault of a request's values.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Pointer">JSON pointer (RFC 6901) of the member at fault.</param>
/// <param name="Detail">For the caller: what is wrong, and what would work.</param>
public sealed record Violation(ErrorCode Code, string Pointer, string Detail);
