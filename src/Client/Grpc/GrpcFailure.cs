using GenPhys.Client.Calls;
using GenPhys.Contracts;
using GenPhys.Contracts.Mapping;
using Grpc.Core;

namespace GenPhys.Client.Grpc;

/// <summary>What a status means.</summary>
internal static class GrpcFailure
{
    /// <summary>The exception for the caller.</summary>
    /// <param name="failure">What the call ended with.</param>
    /// <param name="ct">The attempt's token.</param>
    public static Exception From(RpcException failure, CancellationToken ct)
    {
        if (failure.ToContract() is { } known)
        {
            return known;
        }

        if (ct.IsCancellationRequested)
        {
            return new OperationCanceledException(failure.Status.Detail, failure, ct);
        }

        return failure.StatusCode switch
        {
            // The channel's own clock, or the server's word for it before the call reached a handler.
            StatusCode.DeadlineExceeded => new GenPhysException(ErrorCode.DeadlineExceeded, "The call's deadline has passed.", failure),
            _ when failure.Status.DebugException is { } cause && TransportFailure.From(cause) is { } transport => transport,
            _ => new GenPhysTransportException($"The call ended without an answer of the service: {failure.StatusCode}, {failure.Status.Detail}", failure),
        };
    }
}
