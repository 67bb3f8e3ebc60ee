using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps gRPC services.</summary>
public static class GrpcEndpointRouteBuilderExtensions
{
    /// <summary>Maps every method of a service, and answers UNIMPLEMENTED for names that no service has.</summary>
    /// <exception cref="InvalidOperationException"><c>AddGrpc</c> was not called, or the class is no generated service.</exception>
    public static GrpcServiceEndpointConventionBuilder MapGrpcService<TService>(this IEndpointRouteBuilder builder)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        ServerState state = builder.ServiceProvider.GetService<ServerState>()
            ?? throw new InvalidOperationException("gRPC services need AddGrpc on the service collection first.");
        return new GrpcServiceEndpointConventionBuilder(ServiceMapper.Map<TService>(builder, state));
    }
}
