using System.Collections.Frozen;

namespace GenPhys.Contracts;

/// <summary>The one table from <see cref="ErrorCode"/> to wire name, HTTP status, gRPC status and title.</summary>
public static class ErrorTable
{
    private const int Cancelled = 1, InvalidArgument = 3, DeadlineExceeded = 4, NotFound = 5, AlreadyExists = 6, PermissionDenied = 7, ResourceExhausted = 8, Unimplemented = 12,
        Internal = 13, Unavailable = 14, DataLoss = 15, Unauthenticated = 16;

    private static readonly FrozenDictionary<ErrorCode, ErrorInfo> ByCode = new ErrorInfo[]
    {
        new(ErrorCode.Malformed, "malformed", 400, InvalidArgument, "The request cannot be read"),
        new(ErrorCode.UnknownMember, "unknown_member", 400, InvalidArgument, "The request has an unknown member"),
        new(ErrorCode.Validation, "validation", 422, InvalidArgument, "A value is not allowed"),
        new(ErrorCode.ModelNotFound, "model_not_found", 404, NotFound, "There is no such model"),
        new(ErrorCode.ModelNotReady, "model_not_ready", 503, Unavailable, "The model is not ready"),
        new(ErrorCode.ShapeMismatch, "shape_mismatch", 422, InvalidArgument, "An array has the wrong shape"),
        new(ErrorCode.UnsupportedCombination, "unsupported_combination", 422, Unimplemented, "This combination is not supported"),
        new(ErrorCode.BudgetExceeded, "budget_exceeded", 422, InvalidArgument, "The request exceeds a limit of the service"),
        new(ErrorCode.QueueFull, "queue_full", 429, ResourceExhausted, "The queue is full"),
        new(ErrorCode.DeadlineExceeded, "deadline_exceeded", 504, DeadlineExceeded, "The deadline has passed"),
        new(ErrorCode.Cancelled, "cancelled", 499, Cancelled, "The request was cancelled"),
        new(ErrorCode.NumericalFailure, "numerical_failure", 500, Internal, "The computation left the finite numbers"),
        new(ErrorCode.ArtifactInvalid, "artifact_invalid", 500, DataLoss, "The model's files are not valid"),
        new(ErrorCode.Draining, "draining", 503, Unavailable, "The service is shutting down"),
        new(ErrorCode.NotFound, "not_found", 404, NotFound, "There is nothing at this address"),
        new(ErrorCode.RequestNotFound, "request_not_found", 404, NotFound, "There is no such running request"),
        new(ErrorCode.RequestIdInUse, "request_id_in_use", 409, AlreadyExists, "The id is in use"),
        new(ErrorCode.MethodNotAllowed, "method_not_allowed", 405, Unimplemented, "The method is not allowed here"),
        new(ErrorCode.NotAcceptable, "not_acceptable", 406, InvalidArgument, "None of the accepted media types can be produced"),
        new(ErrorCode.RequestTimeout, "request_timeout", 408, DeadlineExceeded, "The request arrived too slowly"),
        new(ErrorCode.PayloadTooLarge, "payload_too_large", 413, ResourceExhausted, "The body is too large"),
        new(ErrorCode.UnsupportedMediaType, "unsupported_media_type", 415, InvalidArgument, "The media type of the body is not supported"),
        new(ErrorCode.Unauthenticated, "unauthenticated", 401, Unauthenticated, "A key or a token is needed"),
        new(ErrorCode.PermissionDenied, "permission_denied", 403, PermissionDenied, "The key or the token does not allow this"),
        new(ErrorCode.RateLimited, "rate_limited", 429, ResourceExhausted, "The caller's budget is used up"),
        new(ErrorCode.Internal, "internal", 500, Internal, "The service has failed"),
    }.ToFrozenDictionary(row => row.Code);

    /// <summary>Every row, in the order of the codes.</summary>
    public static IReadOnlyList<ErrorInfo> All { get; } = [.. ByCode.Values.OrderBy(row => row.Code)];

    /// <summary>The row of one code.</summary>
    /// <param name="code">A defined code.</param>
    /// <returns>Its name, statuses and title.</returns>
    /// <exception cref="KeyNotFoundException"><paramref name="code"/> is not a defined value.</exception>
    public static ErrorInfo Of(ErrorCode code) => ByCode[code];
}
