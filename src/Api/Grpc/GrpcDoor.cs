using GenPhys.Api.OpenInference;
using GenPhys.Api.Options;
using Grpc.AspNetCore.Server;
using Grpc.HealthCheck;
using Microsoft.Extensions.Options;

namespace GenPhys.Api.Grpc;

/// <summary>The gRPC door: services, health and reflection.</summary>
internal static class GrpcDoor
{
    public static void AddGrpcDoor(this IServiceCollection services)
    {
        services.AddGrpc(grpc =>
        {
            grpc.Interceptors.Add<ErrorInterceptor>();

            // The catch-all route for unknown services would turn every unknown two-part path of the REST door from 404 into 405;
            // gRPC clients read an HTTP 404 as UNIMPLEMENTED themselves.
            grpc.IgnoreUnknownServices = true;
        });
        services.AddOptions<GrpcServiceOptions>().Configure<IOptions<LimitsOptions>>((grpc, limits) =>
            grpc.MaxReceiveMessageSize = (int)Math.Min(limits.Value.MaxBodyBytes, int.MaxValue));
        services.AddSingleton<ErrorInterceptor>();
        services.AddGrpcReflection();
        services.AddSingleton<HealthServiceImpl>();
        services.AddHostedService<ModelHealth>();
    }

    public static void MapGrpcDoor(this IEndpointRouteBuilder routes)
    {
        routes.MapGrpcService<GenPhysService>();
        routes.MapGrpcService<OpenInferenceService>();
        routes.MapGrpcService<HealthServiceImpl>().AllowAnonymous();
        routes.MapGrpcReflectionService().AllowAnonymous();
    }
}
