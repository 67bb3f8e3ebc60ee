using GenPhys.Api.OpenApi;
using GenPhys.Api.Protection;
using GenPhys.Api.Rest;
using GenPhys.Contracts;
using GenPhys.Contracts.Json;
using GenPhys.Contracts.OpenInference;
using GenPhys.Inference.Service;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GenPhys.Api.OpenInference;

/// <summary>The REST binding of the Open Inference Protocol v2.</summary>
internal static class OpenInferenceEndpoints
{
    public const string Prefix = "/v2";

    private static readonly ErrorCode[] InferErrors =
    [
        ErrorCode.Malformed, ErrorCode.UnknownMember, ErrorCode.ModelNotFound, ErrorCode.RequestIdInUse, ErrorCode.PayloadTooLarge, ErrorCode.UnsupportedMediaType,
        ErrorCode.Validation, ErrorCode.ShapeMismatch, ErrorCode.UnsupportedCombination, ErrorCode.BudgetExceeded, ErrorCode.QueueFull, ErrorCode.Cancelled,
        ErrorCode.ModelNotReady, ErrorCode.Draining, ErrorCode.DeadlineExceeded,
    ];

    public static void MapOpenInference(this IEndpointRouteBuilder routes)
    {
        var v2 = routes.MapGroup(Prefix).WithTags("Open Inference Protocol").RequireScope(Policies.Read);
        MapServer(v2);
        MapModels(v2);
        MapInfer(v2);
        MapRepository(v2);
    }

    private static void MapServer(RouteGroupBuilder v2)
    {
        v2.MapGet("", () => TypedResults.Ok(InferenceModels.Server))
            .WithName("v2Server").WithSummary("Name, version and extensions of the server.").WithExample(response: OpenInferenceExamples.Server);
        v2.MapGet("/health/live", () => TypedResults.Ok(new ServerLive(true)))
            .AllowAnonymous().WithName("v2Live").WithSummary("Whether the process answers.").WithExample(response: OpenInferenceExamples.Live);
        v2.MapGet("/health/ready", (InferenceModels models) =>
            {
                models.ThrowIfNotReady();
                return TypedResults.Ok(new ServerReady(true));
            })
            .AllowAnonymous().WithName("v2Ready").WithSummary("Whether every configured model is warm.").WithExample(response: OpenInferenceExamples.Ready)
            .WithErrors(ErrorCode.ModelNotReady, ErrorCode.Draining);
    }

    private static void MapModels(RouteGroupBuilder v2)
    {
        v2.MapGet("/models/{model}", (string model, InferenceModels models) => TypedResults.Ok(models.Describe(model, null)))
            .WithName("v2Model").WithSummary("Inputs and outputs of a model.").WithExample(response: OpenInferenceExamples.Model).WithErrors(ErrorCode.ModelNotFound);
        v2.MapGet("/models/{model}/versions/{version}", (string model, string version, InferenceModels models) => TypedResults.Ok(models.Describe(model, version)))
            .WithName("v2ModelVersion").WithSummary("Inputs and outputs of a version.").WithExample(response: OpenInferenceExamples.Model)
            .WithErrors(ErrorCode.ModelNotFound);
        v2.MapGet("/models/{model}/ready", (string model, InferenceModels models) => Ready(models, model, null))
            .WithName("v2ModelReady").WithSummary("Whether a model is warm.").WithExample(response: OpenInferenceExamples.ModelReady)
            .WithErrors(ErrorCode.ModelNotFound, ErrorCode.ModelNotReady);
        v2.MapGet("/models/{model}/versions/{version}/ready", (string model, string version, InferenceModels models) => Ready(models, model, version))
            .WithName("v2ModelVersionReady").WithSummary("Whether a version is warm.").WithExample(response: OpenInferenceExamples.ModelReady)
            .WithErrors(ErrorCode.ModelNotFound, ErrorCode.ModelNotReady);
    }

    private static void MapInfer(RouteGroupBuilder v2)
    {
        v2.MapPost("/models/{model}/infer", (string model, HttpContext http, InferDoor door) => InferAsync(door, model, null, http))
            .RequireScope(Policies.Sample)
            .WithName("v2Infer")
            .WithSummary("Draws samples.")
            .WithDescription(
                "Inputs `count` and optionally `seed`, both INT64 of shape [1]; output `samples`, FP32. Parameters: `sampler`, `steps`, `denoise_final`, `schedule`, "
                + "`sigma_min`, `sigma_max`, `rho`, `s_churn`, `s_min`, `s_max`, `s_noise`, `rtol`, `atol`, `max_evaluations`, `langevin`, `eta`, `deadline_ms`; without `sampler` they change the artifact's own.")
            .Accepts<InferRequest>("application/json")
            .WithExample(OpenInferenceExamples.InferRequest, OpenInferenceExamples.InferResponse)
            .WithErrors(InferErrors);
        v2.MapPost("/models/{model}/versions/{version}/infer", (string model, string version, HttpContext http, InferDoor door) => InferAsync(door, model, version, http))
            .RequireScope(Policies.Sample)
            .WithName("v2InferVersion")
            .WithSummary("Draws samples from a version.")
            .Accepts<InferRequest>("application/json")
            .WithExample(OpenInferenceExamples.InferRequest, OpenInferenceExamples.InferResponse)
            .WithErrors(InferErrors);
    }

    private static void MapRepository(RouteGroupBuilder v2)
    {
        v2.MapPost("/repository/index", async (HttpContext http, InferenceModels models) =>
            {
                var request = CanHaveBody(http) ? await RequestBody.ReadAsync(http.Request, ContractsJson.Default.RepositoryIndexRequest, http.RequestAborted).ConfigureAwait(false) : null;
                return TypedResults.Ok(models.Index(request?.Ready ?? false));
            })
            .Accepts<RepositoryIndexRequest>(isOptional: true, "application/json")
            .WithName("v2Index").WithSummary("Every model of the repository.").WithExample(OpenInferenceExamples.IndexRequest, OpenInferenceExamples.Index)
            .WithErrors(ErrorCode.Malformed, ErrorCode.UnknownMember);
        v2.MapPost("/repository/models/{model}/load", async (string model, HttpContext http, IInferenceService service) =>
            {
                await ReadParametersAsync(http).ConfigureAwait(false);
                await service.LoadAsync(model, http.RequestAborted).ConfigureAwait(false);
                return TypedResults.Ok();
            })
            .Accepts<RepositoryModelRequest>(isOptional: true, "application/json")
            .RequireScope(Policies.Operate).WithName("v2Load").WithSummary("Loads a model, or loads its files anew, and answers when it is warm.").WithExample(OpenInferenceExamples.ModelRequest)
            .WithErrors(ErrorCode.Malformed, ErrorCode.UnknownMember, ErrorCode.ModelNotFound, ErrorCode.ArtifactInvalid);
        v2.MapPost("/repository/models/{model}/unload", async (string model, HttpContext http, IInferenceService service) =>
            {
                await ReadParametersAsync(http).ConfigureAwait(false);
                await service.UnloadAsync(model, http.RequestAborted).ConfigureAwait(false);
                return TypedResults.Ok();
            })
            .Accepts<RepositoryModelRequest>(isOptional: true, "application/json")
            .RequireScope(Policies.Operate).WithName("v2Unload").WithSummary("Takes a model out of memory when the requests that run on it have finished.").WithExample(OpenInferenceExamples.ModelRequest)
            .WithErrors(ErrorCode.Malformed, ErrorCode.UnknownMember, ErrorCode.ModelNotFound);
    }

    private static Ok<ModelReady> Ready(InferenceModels models, string model, string? version)
    {
        models.ThrowIfNotReady(model, version);
        return TypedResults.Ok(new ModelReady(model, true));
    }

    private static async Task<Ok<InferResponse>> InferAsync(InferDoor door, string model, string? version, HttpContext http)
    {
        var inference = await RequestBody.ReadAsync(http.Request, ContractsJson.Default.InferRequest, http.RequestAborted).ConfigureAwait(false);
        return TypedResults.Ok(InferMessages.ToResponse(await door.RunAsync(model, version, inference, http, http.RequestAborted).ConfigureAwait(false)));
    }

    private static async Task ReadParametersAsync(HttpContext http)
    {
        if (CanHaveBody(http))
        {
            var request = await RequestBody.ReadAsync(http.Request, ContractsJson.Default.RepositoryModelRequest, http.RequestAborted).ConfigureAwait(false);
            InferMessages.ThrowIfAnyParameter(request.Parameters?.Keys);
        }
    }

    private static bool CanHaveBody(HttpContext http) => http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? false;
}
