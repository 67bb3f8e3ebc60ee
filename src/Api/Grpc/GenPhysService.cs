using GenPhys.Api.Hosting;
using GenPhys.Api.Protection;
using GenPhys.Contracts;
using GenPhys.Contracts.Mapping;
using GenPhys.Inference.Service;
using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Proto = GenPhys.Protos.V1;

namespace GenPhys.Api.Grpc;

/// <summary>The service <c>genphys.v1.GenPhys</c>: the verbs of REST, on the same application.</summary>
[Authorize(Policies.Read)]
internal sealed class GenPhysService(IInferenceService service, RunningRequests running) : Proto.GenPhys.GenPhysBase
{
    /// <summary>256 KiB of float32: far below what clients accept by default, and large enough that framing costs nothing.</summary>
    internal const int FloatsPerChunk = 64 * 1024;

    [Authorize(Policies.Sample)]
    public override async Task<Proto.SampleResponse> Sample(Proto.SampleRequest request, ServerCallContext context)
    {
        var contract = request.ToContract();
        using var entry = Enter(context);
        return (await service.SampleAsync(entry, request.Model, contract).ConfigureAwait(false)).ToProto();
    }

    [Authorize(Policies.Sample)]
    public override async Task SampleStream(Proto.SampleRequest request, IServerStreamWriter<Proto.SampleEvent> responseStream, ServerCallContext context)
    {
        var contract = request.ToContract();
        using var entry = Enter(context);
        var feed = new ProgressFeed();
        var run = feed.RunAsync(progress => service.SampleAsync(entry, request.Model, contract, progress));
        try
        {
            await foreach (var progress in feed.ReadAllAsync().ConfigureAwait(false))
            {
                await responseStream.WriteAsync(new Proto.SampleEvent { Progress = progress.ToProto() }, context.CancellationToken).ConfigureAwait(false);
            }

            await WriteAsync(await run.ConfigureAwait(false), responseStream, context.CancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // A write to a cut call ends this method early; the request itself, cancelled by the same cut, ends before its entry does.
            await ((Task)run).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [Authorize(Policies.Sample)]
    public override async Task<Proto.LikelihoodResponse> Likelihood(Proto.LikelihoodRequest request, ServerCallContext context)
    {
        var contract = request.ToContract();
        using var entry = Enter(context);
        return (await service.LikelihoodAsync(entry, request.Model, contract).ConfigureAwait(false)).ToProto();
    }

    [Authorize(Policies.Sample)]
    public override async Task<Proto.EncodeResponse> Encode(Proto.EncodeRequest request, ServerCallContext context)
    {
        var contract = request.ToContract();
        using var entry = Enter(context);
        return (await service.EncodeAsync(entry, request.Model, contract).ConfigureAwait(false)).ToProto();
    }

    [Authorize(Policies.Sample)]
    public override async Task<Proto.DecodeResponse> Decode(Proto.DecodeRequest request, ServerCallContext context)
    {
        var contract = request.ToContract();
        using var entry = Enter(context);
        return (await service.DecodeAsync(entry, request.Model, contract).ConfigureAwait(false)).ToProto();
    }

    [Authorize(Policies.Sample)]
    public override async Task<Proto.InterpolationResponse> Interpolate(Proto.InterpolationRequest request, ServerCallContext context)
    {
        var contract = request.ToContract();
        using var entry = Enter(context);
        return (await service.InterpolateAsync(entry, request.Model, contract).ConfigureAwait(false)).ToProto();
    }

    [Authorize(Policies.Sample)]
    public override async Task<Proto.CheckConstraintResponse> CheckConstraint(Proto.CheckConstraintRequest request, ServerCallContext context)
    {
        var contract = request.ToContract();
        using var entry = Enter(context);
        return (await service.CheckAsync(entry, contract).ConfigureAwait(false)).ToProto();
    }

    public override async Task<Proto.CancelRequestResponse> CancelRequest(Proto.CancelRequestRequest request, ServerCallContext context)
    {
        await running.CancelAsync(request.Id, Caller.Of(context.GetHttpContext())).ConfigureAwait(false);
        return new Proto.CancelRequestResponse();
    }

    public override Task<Proto.ListModelsResponse> ListModels(Proto.ListModelsRequest request, ServerCallContext context)
    {
        var list = new Proto.ListModelsResponse();
        list.Models.AddRange(service.ListModels().Select(model => model.ToProto()));
        return Task.FromResult(list);
    }

    public override Task<Proto.Model> GetModel(Proto.GetModelRequest request, ServerCallContext context) =>
        Task.FromResult(service.GetModel(request.Name).ToProto());

    [Authorize(Policies.Operate)]
    public override async Task<Proto.Model> LoadModel(Proto.LoadModelRequest request, ServerCallContext context) =>
        (await service.LoadAsync(request.Name, context.CancellationToken).ConfigureAwait(false)).ToProto();

    [Authorize(Policies.Operate)]
    public override async Task<Proto.Model> UnloadModel(Proto.UnloadModelRequest request, ServerCallContext context) =>
        (await service.UnloadAsync(request.Name, context.CancellationToken).ConfigureAwait(false)).ToProto();

    private RunningRequests.Entry Enter(ServerCallContext context) => running.Enter(context.GetHttpContext(), context.CancellationToken);

    private static async Task WriteAsync(SampleResult result, IServerStreamWriter<Proto.SampleEvent> to, CancellationToken ct)
    {
        await to.WriteAsync(new Proto.SampleEvent { Result = result.ToProto(withSamples: false) }, ct).ConfigureAwait(false);
        for (var offset = 0; offset < result.Samples.Length; offset += FloatsPerChunk)
        {
            var chunk = new Proto.SampleChunk { Offset = offset };
            chunk.Samples.AddRange(new ArraySegment<float>(result.Samples, offset, Math.Min(FloatsPerChunk, result.Samples.Length - offset)));
            await to.WriteAsync(new Proto.SampleEvent { Chunk = chunk }, ct).ConfigureAwait(false);
        }
    }
}
