using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server;

/// <summary>What calls log. What a client does wrong is for debugging only: anybody can send it at any rate.</summary>
internal static partial class CallLog
{
    [LoggerMessage(1, LogLevel.Error, "The handler of {Method} failed.")]
    public static partial void HandlerFailed(ILogger logger, string method, Exception failure);

    [LoggerMessage(2, LogLevel.Information, "{Method} ended with {StatusCode}: {Detail}")]
    public static partial void CallRefused(ILogger logger, string method, StatusCode statusCode, string detail);

    [LoggerMessage(3, LogLevel.Debug, "{Method} received a malformed request: {Detail}")]
    public static partial void MalformedRequest(ILogger logger, string method, string detail, Exception failure);

    [LoggerMessage(4, LogLevel.Debug, "{Method} was cancelled by its client.")]
    public static partial void Cancelled(ILogger logger, string method);

    [LoggerMessage(5, LogLevel.Debug, "{Method} ran past its deadline.")]
    public static partial void DeadlineExceeded(ILogger logger, string method);

    [LoggerMessage(6, LogLevel.Debug, "{Method} ignores the malformed timeout {Timeout}.")]
    public static partial void TimeoutIgnored(ILogger logger, string method, string timeout);

    [LoggerMessage(7, LogLevel.Error, "The trailer {Key} of {Method} was dropped: its text cannot stand in a header. Use a -bin key.")]
    public static partial void TrailerDropped(ILogger logger, string method, string key);

    [LoggerMessage(8, LogLevel.Error, "A callback on the cancellation token of {Method} failed.")]
    public static partial void CancellationCallbackFailed(ILogger logger, string method, Exception failure);

    [LoggerMessage(9, LogLevel.Debug, "{Method} could not answer: the connection is gone.")]
    public static partial void AnswerFailed(ILogger logger, string method, Exception failure);

    [LoggerMessage(10, LogLevel.Error, "{Method} could not answer after its deadline.")]
    public static partial void AnswerCrashed(ILogger logger, string method, Exception failure);
}
