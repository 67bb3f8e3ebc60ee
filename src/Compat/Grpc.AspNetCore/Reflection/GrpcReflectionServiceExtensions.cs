using Grpc.AspNetCore.Server;
using Grpc.Reflection;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection.Extensions;
using GeneratedDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the reflection service to an application.</summary>
public static class GrpcReflectionServiceExtensions
{
    /// <summary>Adds what <c>MapGrpcReflectionService</c> needs.</summary>
    public static IServiceCollection AddGrpcReflection(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(provider => new ReflectionServiceImpl(FindServices(provider)));
        services.TryAddSingleton(provider => new ReflectionV1ServiceImpl(FindServices(provider)));
        return services;
    }

    // Asked for by the first call, when every endpoint is mapped.
    private static IEnumerable<GeneratedDescriptor> FindServices(IServiceProvider provider) => provider
        .GetRequiredService<EndpointDataSource>().Endpoints
        .Select(endpoint => endpoint.Metadata.GetMetadata<GrpcMethodMetadata>()?.ServiceType)
        .OfType<Type>()
        .Distinct()
        .Select(GeneratedService.FindDescriptor)
        .OfType<GeneratedDescriptor>();
}
