using GenPhys.Api.OpenApi;
using GenPhys.Api.Protection;
using GenPhys.Contracts;
using GenPhys.Inference.Service;

namespace GenPhys.Api.Rest;

/// <summary>The model repository.</summary>
internal static class ModelEndpoints
{
    public static void MapModels(this IEndpointRouteBuilder v1)
    {
        var group = v1.MapGroup("/models").WithTags("Models");
        group.MapGet("", (IInferenceService service) => TypedResults.Ok(new ModelList(service.ListModels())))
            .WithName("listModels")
            .WithSummary("Every model of the repository.")
            .WithExample(response: Examples.ModelList);
        group.MapGet("/{model}", (string model, IInferenceService service) => TypedResults.Ok(service.GetModel(model)))
            .WithName("getModel")
            .WithSummary("One model, or one version of it: `name@version`.")
            .WithExample(response: Examples.Model)
            .WithErrors(ErrorCode.ModelNotFound);
        group.MapPost("/{model}/load", async (string model, IInferenceService service, CancellationToken ct) =>
                TypedResults.Ok(await service.LoadAsync(model, ct).ConfigureAwait(false)))
            .RequireScope(Policies.Operate)
            .WithName("loadModel")
            .WithSummary("Loads a model, or loads its files anew, and answers when it is warm.")
            .WithDescription(
                "Requests in flight finish on the version that they began with. `name@version` puts that version beside the others; a name alone takes the "
                + "version of the configuration, else the highest, and lets go of what the last load of the name alone has brought. Requests without a version get "
                + "the version of the configuration, else the highest that is loaded.")
            .WithExample(response: Examples.Model)
            .WithErrors(ErrorCode.ModelNotFound, ErrorCode.ArtifactInvalid, ErrorCode.Draining);
        group.MapPost("/{model}/unload", async (string model, IInferenceService service, CancellationToken ct) =>
                TypedResults.Ok(await service.UnloadAsync(model, ct).ConfigureAwait(false)))
            .RequireScope(Policies.Operate)
            .WithName("unloadModel")
            .WithSummary("Takes a model, every version of it where none is named, out of memory when the requests that run on it have finished.")
            .WithExample(response: Examples.UnloadedModel)
            .WithErrors(ErrorCode.ModelNotFound, ErrorCode.Draining);
    }
}
