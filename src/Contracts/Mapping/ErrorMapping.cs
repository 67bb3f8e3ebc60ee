using GenPhys.Contracts.Validation;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Proto = GenPhys.Protos.Rpc;

namespace GenPhys.Contracts.Mapping;

/// <summary>
/// Errors over gRPC: the status of the <see cref="ErrorTable"/> and, in the trailer <c>grpc-status-details-bin</c>, a google.rpc.Status with
/// ErrorInfo (code and pointer), BadRequest (every fault, where there are several) and RetryInfo (where trying again may help).
/// </summary>
public static class ErrorMapping
{
    /// <summary>The trailer that holds the details.</summary>
    public const string DetailsTrailer = "grpc-status-details-bin";

    /// <summary>The domain of ErrorInfo.</summary>
    public const string Domain = "genphys";

    private const string CodeKey = "code";
    private const string PointerKey = "pointer";

    private static readonly TimeSpan DefaultRetry = TimeSpan.FromSeconds(1);

    /// <summary>The exception that ends a call.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <returns>Status and trailers, without a stack trace or any inner exception.</returns>
    public static RpcException ToRpc(this GenPhysException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        var row = ErrorTable.Of(exception.Code);
        var details = new Proto.Status { Code = row.GrpcStatus, Message = exception.Message };
        var info = new Proto.ErrorInfo { Reason = Reason(exception.Code), Domain = Domain, Metadata = { [CodeKey] = row.Name } };
        if (exception.Pointer is { } pointer)
        {
            info.Metadata.Add(PointerKey, pointer);
        }

        details.Details.Add(Any.Pack(info));
        if (exception.Violations.Count > 1)
        {
            var bad = new Proto.BadRequest();
            bad.FieldViolations.AddRange(exception.Violations.Select(violation =>
                new Proto.BadRequest.Types.FieldViolation { Field = violation.Pointer, Description = violation.Detail, Reason = Reason(violation.Code) }));
            details.Details.Add(Any.Pack(bad));
        }

        if (row.MayRetry)
        {
            details.Details.Add(Any.Pack(new Proto.RetryInfo { RetryDelay = Duration.FromTimeSpan(exception.RetryAfter ?? DefaultRetry) }));
        }

        return new RpcException(new Status((StatusCode)row.GrpcStatus, exception.Message), new Metadata { { DetailsTrailer, details.ToByteArray() } });
    }

    /// <summary>The error that a service of this kind sent.</summary>
    /// <param name="exception">What a call ended with.</param>
    /// <returns>The error, or null where the status carries no details of ours, as when the connection broke.</returns>
    public static GenPhysException? ToContract(this RpcException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        if (exception.Trailers.GetValueBytes(DetailsTrailer) is not { } bytes)
        {
            return null;
        }

        Proto.ErrorInfo? info = null;
        Proto.BadRequest? bad = null;
        Proto.RetryInfo? retry = null;
        try
        {
            foreach (var detail in Proto.Status.Parser.ParseFrom(bytes).Details)
            {
                _ = (detail.TryUnpack(out Proto.ErrorInfo i) && (info = i) is not null)
                    || (detail.TryUnpack(out Proto.BadRequest b) && (bad = b) is not null)
                    || (detail.TryUnpack(out Proto.RetryInfo r) && (retry = r) is not null);
            }
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }

        if (info?.Domain != Domain || Code(info.Reason) is not { } code)
        {
            return null;
        }

        return bad is { FieldViolations.Count: > 0 }
            ? new GenPhysException([.. bad.FieldViolations.Select(violation => new Violation(Code(violation.Reason) ?? code, violation.Field, violation.Description))])
            : new GenPhysException(code, exception.Status.Detail, Pointer(info), retry?.RetryDelay.ToTimeSpan());
    }

    private static string? Pointer(Proto.ErrorInfo info) => info.Metadata.TryGetValue(PointerKey, out var pointer) ? pointer : null;

    private static string Reason(ErrorCode code) => ErrorTable.Of(code).Name.ToUpperInvariant();

    private static ErrorCode? Code(string reason) => ErrorTable.All.FirstOrDefault(row => Reason(row.Code) == reason)?.Code;
}
