using System.Reflection;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server;

/// <summary>Turns each method that a generated service describes into an endpoint.</summary>
internal sealed class EndpointBinder<TService>(IEndpointRouteBuilder builder, MethodOptions options, ILogger logger) : ServiceBinderBase
    where TService : class
{
    private readonly HashSet<string> serviceNames = new(StringComparer.Ordinal);

    public List<IEndpointConventionBuilder> Endpoints { get; } = [];

    public IEnumerable<string> ServiceNames => serviceNames;

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        UnaryServerMethod<TRequest, TResponse>? handler)
    {
        MethodInfo target = Find(method, typeof(TRequest), typeof(ServerCallContext));
        var call = target.CreateDelegate<Func<TService, TRequest, ServerCallContext, Task<TResponse>>>();
        Map(method, target, new UnaryCallHandler<TService, TRequest, TResponse>(method, call, options, logger));
    }

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        ClientStreamingServerMethod<TRequest, TResponse>? handler)
    {
        MethodInfo target = Find(method, typeof(IAsyncStreamReader<TRequest>), typeof(ServerCallContext));
        var call = target.CreateDelegate<Func<TService, IAsyncStreamReader<TRequest>, ServerCallContext, Task<TResponse>>>();
        Map(method, target, new ClientStreamingCallHandler<TService, TRequest, TResponse>(method, call, options, logger));
    }

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        ServerStreamingServerMethod<TRequest, TResponse>? handler)
    {
        MethodInfo target = Find(method, typeof(TRequest), typeof(IServerStreamWriter<TResponse>), typeof(ServerCallContext));
        var call = target.CreateDelegate<Func<TService, TRequest, IServerStreamWriter<TResponse>, ServerCallContext, Task>>();
        Map(method, target, new ServerStreamingCallHandler<TService, TRequest, TResponse>(method, call, options, logger));
    }

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        DuplexStreamingServerMethod<TRequest, TResponse>? handler)
    {
        MethodInfo target = Find(
            method, typeof(IAsyncStreamReader<TRequest>), typeof(IServerStreamWriter<TResponse>), typeof(ServerCallContext));
        var call = target.CreateDelegate<
            Func<TService, IAsyncStreamReader<TRequest>, IServerStreamWriter<TResponse>, ServerCallContext, Task>>();
        Map(method, target, new DuplexStreamingCallHandler<TService, TRequest, TResponse>(method, call, options, logger));
    }

    private static MethodInfo Find(IMethod method, params Type[] parameters) =>
        typeof(TService).GetMethod(method.Name, BindingFlags.Public | BindingFlags.Instance, parameters)
        ?? throw new InvalidOperationException($"{typeof(TService)} has no method {method.Name} with the parameters of its proto file.");

    private void Map<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        MethodInfo target,
        CallHandler<TService, TRequest, TResponse> handler)
        where TRequest : class
        where TResponse : class
    {
        serviceNames.Add(method.ServiceName);
        RequestDelegate call = handler.HandleAsync;

        // Attributes of the class and of the method, such as [Authorize], act on the endpoint.
        object[] metadata =
        [
            .. typeof(TService).GetCustomAttributes(inherit: true),
            .. target.GetCustomAttributes(inherit: true),
            new GrpcMethodMetadata(typeof(TService), method),
            new HttpMethodMetadata([HttpMethods.Post]),
        ];
        Endpoints.Add(builder.Map(RoutePatternFactory.Parse(method.FullName), call)
            .WithMetadata(metadata)
            .WithDisplayName($"gRPC - {method.FullName}"));
    }
}
