using Grpc.Core;
using Grpc.Net.Wire;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server;

/// <summary>A stream of requests, one response.</summary>
internal sealed class ClientStreamingCallHandler<TService, TRequest, TResponse> : CallHandler<TService, TRequest, TResponse>
    where TService : class
    where TRequest : class
    where TResponse : class
{
    private readonly ClientStreamingServerMethod<TRequest, TResponse> pipeline;

    public ClientStreamingCallHandler(
        Method<TRequest, TResponse> method,
        Func<TService, IAsyncStreamReader<TRequest>, ServerCallContext, Task<TResponse>> handler,
        MethodOptions options,
        ILogger logger)
        : base(method, options, logger)
    {
        pipeline = InterceptorPipeline.Wrap<TRequest, TResponse>(options.Interceptors, async (requests, context) =>
        {
            await using Activated<TService> active = ServiceActivator<TService>.Activate(context.GetHttpContext().RequestServices);
            return await handler(active.Instance, requests, context).ConfigureAwait(false);
        });
    }

    protected override bool StreamsRequests => true;

    protected override async Task RunAsync(HttpServerCallContext call, MessageReader reader)
    {
        var requests = new RequestStream<TRequest>(reader, Method.RequestMarshaller.ContextualDeserializer, call.CancellationToken);
        try
        {
            await WriteSingleAsync(call, await pipeline(requests, call).ConfigureAwait(false)).ConfigureAwait(false);
        }
        finally
        {
            requests.Close();
        }
    }
}
