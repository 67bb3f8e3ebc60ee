using GenPhys.Api.Protection;
using GenPhys.Contracts;
using GenPhys.Contracts.OpenInference;
using GenPhys.Inference.Service;
using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Proto = GenPhys.Protos.OpenInference;

namespace GenPhys.Api.OpenInference;

/// <summary>The gRPC binding of the Open Inference Protocol v2.</summary>
[Authorize(Policies.Read)]
internal sealed class OpenInferenceService(IInferenceService service, InferenceModels models, InferDoor door)
    : Proto.GRPCInferenceService.GRPCInferenceServiceBase
{
    [AllowAnonymous]
    public override Task<Proto.ServerLiveResponse> ServerLive(Proto.ServerLiveRequest request, ServerCallContext context) =>
        Task.FromResult(new Proto.ServerLiveResponse { Live = true });

    [AllowAnonymous]
    public override Task<Proto.ServerReadyResponse> ServerReady(Proto.ServerReadyRequest request, ServerCallContext context) =>
        Task.FromResult(new Proto.ServerReadyResponse { Ready = service.Ready });

    public override Task<Proto.ModelReadyResponse> ModelReady(Proto.ModelReadyRequest request, ServerCallContext context) =>
        Task.FromResult(new Proto.ModelReadyResponse { Ready = models.Find(request.Name, request.Version).State == ModelState.Ready });

    public override Task<Proto.ServerMetadataResponse> ServerMetadata(Proto.ServerMetadataRequest request, ServerCallContext context)
    {
        var server = InferenceModels.Server;
        return Task.FromResult(new Proto.ServerMetadataResponse { Name = server.Name, Version = server.Version, Extensions = { server.Extensions } });
    }

    public override Task<Proto.ModelMetadataResponse> ModelMetadata(Proto.ModelMetadataRequest request, ServerCallContext context)
    {
        var model = models.Describe(request.Name, request.Version);
        return Task.FromResult(new Proto.ModelMetadataResponse
        {
            Name = model.Name,
            Versions = { model.Versions },
            Platform = model.Platform,
            Inputs = { model.Inputs.Select(ToProto) },
            Outputs = { model.Outputs.Select(ToProto) },
        });
    }

    [Authorize(Policies.Sample)]
    public override async Task<Proto.ModelInferResponse> ModelInfer(Proto.ModelInferRequest request, ServerCallContext context) =>
        InferMessages.ToProto(await door
            .RunAsync(request.ModelName, request.ModelVersion, InferMessages.ToContract(request), context.GetHttpContext(), context.CancellationToken)
            .ConfigureAwait(false));

    public override Task<Proto.RepositoryIndexResponse> RepositoryIndex(Proto.RepositoryIndexRequest request, ServerCallContext context)
    {
        ThrowIfNamed(request.RepositoryName);
        var index = new Proto.RepositoryIndexResponse();
        index.Models.AddRange(models.Index(request.Ready).Select(model =>
            new Proto.RepositoryIndexResponse.Types.ModelIndex { Name = model.Name, Version = model.Version, State = model.State, Reason = model.Reason }));
        return Task.FromResult(index);
    }

    [Authorize(Policies.Operate)]
    public override async Task<Proto.RepositoryModelLoadResponse> RepositoryModelLoad(Proto.RepositoryModelLoadRequest request, ServerCallContext context)
    {
        ThrowIfNamed(request.RepositoryName);
        InferMessages.ThrowIfAnyParameter(request.Parameters.Keys);
        await service.LoadAsync(request.ModelName, context.CancellationToken).ConfigureAwait(false);
        return new Proto.RepositoryModelLoadResponse();
    }

    [Authorize(Policies.Operate)]
    public override async Task<Proto.RepositoryModelUnloadResponse> RepositoryModelUnload(Proto.RepositoryModelUnloadRequest request, ServerCallContext context)
    {
        ThrowIfNamed(request.RepositoryName);
        InferMessages.ThrowIfAnyParameter(request.Parameters.Keys);
        await service.UnloadAsync(request.ModelName, context.CancellationToken).ConfigureAwait(false);
        return new Proto.RepositoryModelUnloadResponse();
    }

    private static void ThrowIfNamed(string repository)
    {
        if (repository.Length > 0)
        {
            throw new GenPhysException(ErrorCode.Validation, "There is one repository, without a name.", "/repository_name");
        }
    }

    private static Proto.ModelMetadataResponse.Types.TensorMetadata ToProto(TensorMetadata tensor) =>
        new() { Name = tensor.Name, Datatype = tensor.Datatype, Shape = { tensor.Shape } };
}
