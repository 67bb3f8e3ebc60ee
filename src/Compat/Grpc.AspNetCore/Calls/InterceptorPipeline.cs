using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Grpc.AspNetCore.Server;

/// <summary>Puts the interceptors of a method around its handler, once when it is mapped; the interceptors themselves are made per call.</summary>
internal static class InterceptorPipeline
{
    public static UnaryServerMethod<TRequest, TResponse> Wrap<TRequest, TResponse>(
        IReadOnlyList<InterceptorRegistration> interceptors,
        UnaryServerMethod<TRequest, TResponse> handler)
        where TRequest : class
        where TResponse : class => Fold(interceptors, handler, (registration, next) => async (request, context) =>
        {
            await using Activated<Interceptor> active = Activate(registration, context);
            return await active.Instance.UnaryServerHandler(request, context, next).ConfigureAwait(false);
        });

    public static ClientStreamingServerMethod<TRequest, TResponse> Wrap<TRequest, TResponse>(
        IReadOnlyList<InterceptorRegistration> interceptors,
        ClientStreamingServerMethod<TRequest, TResponse> handler)
        where TRequest : class
        where TResponse : class => Fold(interceptors, handler, (registration, next) => async (requests, context) =>
        {
            await using Activated<Interceptor> active = Activate(registration, context);
            return await active.Instance.ClientStreamingServerHandler(requests, context, next).ConfigureAwait(false);
        });

    public static ServerStreamingServerMethod<TRequest, TResponse> Wrap<TRequest, TResponse>(
        IReadOnlyList<InterceptorRegistration> interceptors,
        ServerStreamingServerMethod<TRequest, TResponse> handler)
        where TRequest : class
        where TResponse : class => Fold(interceptors, handler, (registration, next) => async (request, responses, context) =>
        {
            await using Activated<Interceptor> active = Activate(registration, context);
            await active.Instance.ServerStreamingServerHandler(request, responses, context, next).ConfigureAwait(false);
        });

    public static DuplexStreamingServerMethod<TRequest, TResponse> Wrap<TRequest, TResponse>(
        IReadOnlyList<InterceptorRegistration> interceptors,
        DuplexStreamingServerMethod<TRequest, TResponse> handler)
        where TRequest : class
        where TResponse : class => Fold(interceptors, handler, (registration, next) => async (requests, responses, context) =>
        {
            await using Activated<Interceptor> active = Activate(registration, context);
            await active.Instance.DuplexStreamingServerHandler(requests, responses, context, next).ConfigureAwait(false);
        });

    private static T Fold<T>(IEnumerable<InterceptorRegistration> interceptors, T handler, Func<InterceptorRegistration, T, T> wrap) =>
        interceptors.Reverse().Aggregate(handler, (next, registration) => wrap(registration, next));

    private static Activated<Interceptor> Activate(InterceptorRegistration registration, ServerCallContext context) =>
        registration.Activate(context.GetHttpContext().RequestServices);
}
