using GenPhys.Client.Calls;
using GenPhys.Contracts;
using GenPhys.Contracts.Mapping;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Proto = GenPhys.Protos.V1;

namespace GenPhys.Client.Grpc;

/// <summary>The verbs over gRPC.</summary>
internal sealed class GrpcTransport : ITransport
{
    private const string IdKey = "x-request-id";

    private readonly GrpcChannel _channel;
    private readonly Proto.GenPhys.GenPhysClient _service;
    private readonly Health.HealthClient _health;
    private readonly int _maxBytes;

    public GrpcTransport(GenPhysClientOptions options, HttpMessageHandler handler)
    {
        _channel = GrpcChannel.ForAddress(options.EffectiveAddress, new GrpcChannelOptions { HttpHandler = handler, MaxReceiveMessageSize = options.MaxAnswerBytes });
        _service = new Proto.GenPhys.GenPhysClient(_channel);
        _health = new Health.HealthClient(_channel);
        _maxBytes = options.MaxAnswerBytes;
    }

    public async Task<SampleSet> SampleAsync(string model, SampleRequest request, Attempt attempt) =>
        new((await ExchangeAsync(_service.SampleAsync, request.ToProto(model), attempt, request.RequestId).ConfigureAwait(false)).ToContract());

    public async IAsyncEnumerable<SampleEvent> SampleStreamAsync(string model, SampleRequest request, Attempt attempt)
    {
        using var call = _service.SampleStream(request.ToProto(model), Options(attempt, request.RequestId));
        SampleChunks? chunks = null;
        while (await NextAsync(call.ResponseStream, attempt).ConfigureAwait(false) is { } message)
        {
            switch (message.EventCase)
            {
                case Proto.SampleEvent.EventOneofCase.Progress:
                    yield return new SampleProgressed(message.Progress.ToContract());
                    break;
                case Proto.SampleEvent.EventOneofCase.Result:
                    chunks = new SampleChunks(message.Result, _maxBytes);
                    break;
                case Proto.SampleEvent.EventOneofCase.Chunk:
                    (chunks ?? throw SampleChunks.Broken()).Add(message.Chunk);
                    break;
                default:
                    // An event of a newer service tells nothing that this client knows.
                    break;
            }
        }

        if (chunks is not null)
        {
            yield return new SampleCompleted(chunks.Complete());
        }
    }

    public async Task<LikelihoodResult> LikelihoodAsync(string model, LikelihoodRequest request, Attempt attempt) =>
        (await ExchangeAsync(_service.LikelihoodAsync, request.ToProto(model), attempt, request.RequestId).ConfigureAwait(false)).ToContract();

    public async Task<EncodeResult> EncodeAsync(string model, EncodeRequest request, Attempt attempt) =>
        (await ExchangeAsync(_service.EncodeAsync, request.ToProto(model), attempt, request.RequestId).ConfigureAwait(false)).ToContract();

    public async Task<DecodeResult> DecodeAsync(string model, DecodeRequest request, Attempt attempt) =>
        (await ExchangeAsync(_service.DecodeAsync, request.ToProto(model), attempt, request.RequestId).ConfigureAwait(false)).ToContract();

    public async Task<InterpolationResult> InterpolateAsync(string model, InterpolationRequest request, Attempt attempt) =>
        (await ExchangeAsync(_service.InterpolateAsync, request.ToProto(model), attempt, request.RequestId).ConfigureAwait(false)).ToContract();

    public async Task<ConstraintCheckResponse> CheckConstraintAsync(ConstraintCheckRequest request, Attempt attempt) =>
        (await ExchangeAsync(_service.CheckConstraintAsync, request.ToProto(), attempt).ConfigureAwait(false)).ToContract();

    public async Task<IReadOnlyList<ModelInfo>> ListModelsAsync(Attempt attempt) =>
        [.. (await ExchangeAsync(_service.ListModelsAsync, new Proto.ListModelsRequest(), attempt).ConfigureAwait(false)).Models.Select(model => model.ToContract())];

    public async Task<ModelInfo> GetModelAsync(string model, Attempt attempt) =>
        (await ExchangeAsync(_service.GetModelAsync, new Proto.GetModelRequest { Name = model }, attempt).ConfigureAwait(false)).ToContract();

    public async Task<ModelInfo> LoadModelAsync(string model, Attempt attempt) =>
        (await ExchangeAsync(_service.LoadModelAsync, new Proto.LoadModelRequest { Name = model }, attempt).ConfigureAwait(false)).ToContract();

    public async Task<ModelInfo> UnloadModelAsync(string model, Attempt attempt) =>
        (await ExchangeAsync(_service.UnloadModelAsync, new Proto.UnloadModelRequest { Name = model }, attempt).ConfigureAwait(false)).ToContract();

    public Task CancelAsync(string requestId, Attempt attempt) =>
        ExchangeAsync(_service.CancelRequestAsync, new Proto.CancelRequestRequest { Id = requestId }, attempt);

    public async Task<ServiceHealth> CheckHealthAsync(Attempt attempt)
    {
        var answer = await ExchangeAsync(_health.CheckAsync, new HealthCheckRequest(), attempt).ConfigureAwait(false);
        return answer.Status == HealthCheckResponse.Types.ServingStatus.Serving ? ServiceHealth.Ready : ServiceHealth.NotReady;
    }

    public void Dispose() => _channel.Dispose();

    private static async Task<TResponse> ExchangeAsync<TRequest, TResponse>(
        Func<TRequest, CallOptions, AsyncUnaryCall<TResponse>> verb, TRequest request, Attempt attempt, string? requestId = null)
    {
        using var call = verb(request, Options(attempt, requestId));
        try
        {
            return await call.ResponseAsync.ConfigureAwait(false);
        }
        catch (RpcException failure)
        {
            throw GrpcFailure.From(failure, attempt.Token);
        }
    }

    private static async Task<Proto.SampleEvent?> NextAsync(IAsyncStreamReader<Proto.SampleEvent> from, Attempt attempt)
    {
        try
        {
            return await from.MoveNext(attempt.Token).ConfigureAwait(false) ? from.Current : null;
        }
        catch (RpcException failure)
        {
            throw GrpcFailure.From(failure, attempt.Token);
        }
    }

    private static CallOptions Options(Attempt attempt, string? requestId = null) => new(
        requestId is null ? null : new Metadata { { IdKey, requestId } },
        attempt.Left is { } left ? DateTime.UtcNow + left : null,
        attempt.Token);
}
