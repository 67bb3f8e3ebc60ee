using Grpc.Core;
using Grpc.Net.Wire;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server;

/// <summary>One request, one response.</summary>
internal sealed class UnaryCallHandler<TService, TRequest, TResponse> : CallHandler<TService, TRequest, TResponse>
    where TService : class
    where TRequest : class
    where TResponse : class
{
    private readonly UnaryServerMethod<TRequest, TResponse> pipeline;

    public UnaryCallHandler(
        Method<TRequest, TResponse> method,
        Func<TService, TRequest, ServerCallContext, Task<TResponse>> handler,
        MethodOptions options,
        ILogger logger)
        : base(method, options, logger)
    {
        pipeline = InterceptorPipeline.Wrap<TRequest, TResponse>(options.Interceptors, async (request, context) =>
        {
            await using Activated<TService> active = ServiceActivator<TService>.Activate(context.GetHttpContext().RequestServices);
            return await handler(active.Instance, request, context).ConfigureAwait(false);
        });
    }

    protected override bool StreamsRequests => false;

    protected override async Task RunAsync(HttpServerCallContext call, MessageReader reader)
    {
        TRequest request = await ReadSingleAsync(call, reader).ConfigureAwait(false);
        await WriteSingleAsync(call, await pipeline(request, call).ConfigureAwait(false)).ConfigureAwait(false);
    }
}
