using GenPhys.Api.Telemetry;
using GenPhys.Contracts;
using GenPhys.Contracts.Mapping;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Connections;

namespace GenPhys.Api.Grpc;

/// <summary>Turns every way in which a call can fail into a status with our code, and logs as an error only what is a fault of the service.</summary>
internal sealed partial class ErrorInterceptor(ServiceInstruments instruments, ILogger<ErrorInterceptor> logger) : Interceptor
{
    /// <summary>Health and reflection are not ours to be strict about.</summary>
    private static readonly string[] OwnPackages =
        [Protos.V1.ServiceReflection.Descriptor.Package, Protos.OpenInference.OpenInferenceReflection.Descriptor.Package];

    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            Check(request);
            return await continuation(request, context).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsOurs(exception, context))
        {
            throw Refuse(exception, context);
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            Check(request);
            await continuation(request, responseStream, context).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsOurs(exception, context))
        {
            throw Refuse(exception, context);
        }
    }

    private static void Check(object request)
    {
        if (request is IMessage message && OwnPackages.Contains(message.Descriptor.File.Package))
        {
            UnknownFields.ThrowIfAny(message);
        }
    }

    /// <summary>A status is a status already, and what the cut connection or the passed deadline makes fail is answered by the server.</summary>
    private static bool IsOurs(Exception exception, ServerCallContext context) => exception is GenPhysException
        || (!context.CancellationToken.IsCancellationRequested

            // A write may find the caller gone before the token is cancelled, which happens on another thread.
            && exception is not (RpcException or ConnectionAbortedException or ConnectionResetException));

    private RpcException Refuse(Exception exception, ServerCallContext context)
    {
        var known = exception as GenPhysException
            ?? new GenPhysException(ErrorCode.Internal, "The service has failed to answer this request; its log says why.", exception);
        instruments.Refused(Doors.Grpc, known.Code);
        var name = ErrorTable.Of(known.Code).Name;
        if (known.Code is ErrorCode.Internal or ErrorCode.ArtifactInvalid or ErrorCode.NumericalFailure)
        {
            Log.Failed(logger, context.Method, name, known.Message, known.InnerException);
        }
        else
        {
            Log.Refused(logger, context.Method, name, known.Message);
        }

        return known.ToRpc();
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "{Method} refused with {Code}: {Detail}")]
        public static partial void Refused(ILogger logger, string method, string code, string detail);

        [LoggerMessage(2, LogLevel.Error, "{Method} failed with {Code}: {Detail}")]
        public static partial void Failed(ILogger logger, string method, string code, string detail, Exception? cause);
    }
}
