using Grpc.Core;
using Grpc.Net.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Grpc.AspNetCore.Server;

/// <summary>Maps the methods of a service and the answers for unknown names.</summary>
internal static class ServiceMapper
{
    public static List<IEndpointConventionBuilder> Map<TService>(IEndpointRouteBuilder builder, ServerState state)
        where TService : class
    {
        IServiceProvider services = builder.ServiceProvider;
        GrpcServiceOptions serverOptions = services.GetRequiredService<IOptions<GrpcServiceOptions>>().Value;
        GrpcServiceOptions options = services.GetService<ServiceOptionsMarker<TService>>() is null
            ? serverOptions
            : services.GetRequiredService<IOptions<GrpcServiceOptions<TService>>>().Value;
        ILogger logger = services.GetRequiredService<ILoggerFactory>().CreateLogger<TService>();

        var binder = new EndpointBinder<TService>(builder, new MethodOptions(options), logger);
        GeneratedService.Bind(typeof(TService), binder);
        if (serverOptions.IgnoreUnknownServices != true)
        {
            foreach (string service in binder.ServiceNames.Where(state.TryAddFallback))
            {
                MapFallback(builder, $"{service}/{{unknownMethod}}", "unknownMethod", "Method is unimplemented.");
            }

            if (state.TryAddFallback("*"))
            {
                MapFallback(builder, "{unknownService}/{unknownMethod}", "unknownMethod", "Service is unimplemented.");
            }
        }

        return binder.Endpoints;
    }

    private static void MapFallback(IEndpointRouteBuilder builder, string pattern, string constrained, string detail)
    {
        var policies = new RouteValueDictionary { [constrained] = new GrpcContentTypeConstraint() };
        RequestDelegate answer = http =>
        {
            http.Response.ContentType = WireNames.ContentType;
            http.Response.Headers[WireNames.Status] = ((int)StatusCode.Unimplemented).ToString(System.Globalization.CultureInfo.InvariantCulture);
            http.Response.Headers[WireNames.Message] = detail;
            return Task.CompletedTask;
        };
        builder.Map(RoutePatternFactory.Parse(pattern, defaults: null, parameterPolicies: policies), answer)
            .WithMetadata(new HttpMethodMetadata([HttpMethods.Post]))
            .WithDisplayName($"gRPC - {detail}");
    }
}
