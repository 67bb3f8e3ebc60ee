using Grpc.Core;
using Grpc.Net.Wire;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server;

/// <summary>Two independent streams.</summary>
internal sealed class DuplexStreamingCallHandler<TService, TRequest, TResponse> : CallHandler<TService, TRequest, TResponse>
    where TService : class
    where TRequest : class
    where TResponse : class
{
    private readonly DuplexStreamingServerMethod<TRequest, TResponse> pipeline;

    public DuplexStreamingCallHandler(
        Method<TRequest, TResponse> method,
        Func<TService, IAsyncStreamReader<TRequest>, IServerStreamWriter<TResponse>, ServerCallContext, Task> handler,
        MethodOptions options,
        ILogger logger)
        : base(method, options, logger)
    {
        pipeline = InterceptorPipeline.Wrap<TRequest, TResponse>(options.Interceptors, async (requests, responses, context) =>
        {
            await using Activated<TService> active = ServiceActivator<TService>.Activate(context.GetHttpContext().RequestServices);
            await handler(active.Instance, requests, responses, context).ConfigureAwait(false);
        });
    }

    protected override bool StreamsRequests => true;

    protected override async Task RunAsync(HttpServerCallContext call, MessageReader reader)
    {
        var requests = new RequestStream<TRequest>(reader, Method.RequestMarshaller.ContextualDeserializer, call.CancellationToken);
        var responses = new ResponseStream<TResponse>(call, Method.ResponseMarshaller.ContextualSerializer);
        try
        {
            await pipeline(requests, responses, call).ConfigureAwait(false);
        }
        finally
        {
            requests.Close();
        }
    }
}
