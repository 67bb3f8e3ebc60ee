using GenPhys.Contracts;

namespace GenPhys.Api.OpenApi;

/// <summary>What can go wrong with every verb that takes rows and runs on a model.</summary>
internal static class RowErrors
{
    public static ErrorCode[] All { get; } =
    [
        ErrorCode.Malformed,
        ErrorCode.UnknownMember,
        ErrorCode.ModelNotFound,
        ErrorCode.RequestIdInUse,
        ErrorCode.PayloadTooLarge,
        ErrorCode.UnsupportedMediaType,
        ErrorCode.Validation,
        ErrorCode.ShapeMismatch,
        ErrorCode.UnsupportedCombination,
        ErrorCode.BudgetExceeded,
        ErrorCode.QueueFull,
        ErrorCode.Cancelled,
        ErrorCode.ModelNotReady,
        ErrorCode.Draining,
        ErrorCode.DeadlineExceeded,
    ];
}
