using Grpc.Core;
using Grpc.Net.Wire;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server;

/// <summary>One request, a stream of responses.</summary>
internal sealed class ServerStreamingCallHandler<TService, TRequest, TResponse> : CallHandler<TService, TRequest, TResponse>
    where TService : class
    where TRequest : class
    where TResponse : class
{
    private readonly ServerStreamingServerMethod<TRequest, TResponse> pipeline;

    public ServerStreamingCallHandler(
        Method<TRequest, TResponse> method,
        Func<TService, TRequest, IServerStreamWriter<TResponse>, ServerCallContext, Task> handler,
        MethodOptions options,
        ILogger logger)
        : base(method, options, logger)
    {
        pipeline = InterceptorPipeline.Wrap<TRequest, TResponse>(options.Interceptors, async (request, responses, context) =>
        {
            await using Activated<TService> active = ServiceActivator<TService>.Activate(context.GetHttpContext().RequestServices);
            await handler(active.Instance, request, responses, context).ConfigureAwait(false);
        });
    }

    protected override bool StreamsRequests => false;

    protected override async Task RunAsync(HttpServerCallContext call, MessageReader reader)
    {
        TRequest request = await ReadSingleAsync(call, reader).ConfigureAwait(false);
        var responses = new ResponseStream<TResponse>(call, Method.ResponseMarshaller.ContextualSerializer);
        await pipeline(request, responses, call).ConfigureAwait(false);
    }
}
