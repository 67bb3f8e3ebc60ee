using GenPhys.Api.Hosting;
using GenPhys.Api.OpenApi;
using GenPhys.Contracts;
using GenPhys.Inference.Service;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GenPhys.Api.Health;

/// <summary>For an orchestrator: restart what is not live, send nothing to what is not ready.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/health").WithTags("Health").AllowAnonymous();
        group.MapGet("/live", () => TypedResults.Ok(new HealthStatus("live")))
            .WithName("live")
            .WithSummary("Whether the process answers.")
            .WithExample(response: Examples.Live);
        group.MapGet("/ready", (IInferenceService service, DrainOnShutdown drain) => Ready(service, drain))
            .WithName("ready")
            .WithSummary("Whether requests are taken: every configured model is warm, and the service is not shutting down.")
            .WithExample(response: Examples.Ready)
            .WithErrors(ErrorCode.ModelNotReady, ErrorCode.Draining);
    }

    private static Ok<HealthStatus> Ready(IInferenceService service, DrainOnShutdown drain)
    {
        if (drain.Draining)
        {
            throw new GenPhysException(ErrorCode.Draining, "The service is shutting down.");
        }

        if (service.Ready)
        {
            return TypedResults.Ok(new HealthStatus("ready"));
        }

        var waiting = service.ListModels().Where(model => model.State != ModelState.Ready).Select(model => $"{model.Name} is {model.State}");
        throw new GenPhysException(ErrorCode.ModelNotReady, $"Not every model is warm: {string.Join(", ", waiting)}.");
    }
}
