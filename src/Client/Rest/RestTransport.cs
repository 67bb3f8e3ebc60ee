using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text.Json.Serialization.Metadata;
using GenPhys.Client.Calls;
using GenPhys.Contracts;

namespace GenPhys.Client.Rest;

/// <summary>The verbs over HTTP.</summary>
internal sealed class RestTransport(GenPhysClientOptions options, HttpMessageHandler handler) : ITransport
{
    private const string Json = "application/json";
    private const string Bytes = "application/octet-stream";
    private const string Events = "text/event-stream";
    private const string IdHeader = "X-Request-Id";

    private readonly ConcurrentDictionary<string, bool> _weighted = new();
    private readonly HttpMessageInvoker _http = new(handler, disposeHandler: false);

    public async Task<SampleSet> SampleAsync(string model, SampleRequest request, Attempt attempt)
    {
        var accept = NeedsWholeAnswer(request) || _weighted.ContainsKey(model) ? Json : Bytes;
        using var response = await SendAsync(Post(Samples(model), request, RestJson.Types.SampleRequest, request.RequestId, accept), attempt).ConfigureAwait(false);
        if (accept == Bytes && SampleBytes.IsPart(response))
        {
            // The model weights its rows or draws codes for them, and only the whole answer holds all of that: the seed gives the same samples again, and the next request asks at once.
            // Not under the caller's id, which the service may hold until it has ended the first exchange.
            _weighted[model] = true;
            response.Dispose();
            return await SampleAsync(model, request with { Seed = SampleBytes.Seed(response), RequestId = null }, attempt).ConfigureAwait(false);
        }

        return response.Content.Headers.ContentType?.MediaType == Bytes
            ? await SampleBytes.ReadAsync(response, options.MaxAnswerBytes, attempt.Token).ConfigureAwait(false)
            : RestJson.ToSet(await ReadAsync(response, RestJson.Types.SampleResponse, attempt).ConfigureAwait(false));
    }

    public async IAsyncEnumerable<SampleEvent> SampleStreamAsync(string model, SampleRequest request, Attempt attempt)
    {
        using var response = await SendAsync(Post(Samples(model), request, RestJson.Types.SampleRequest, request.RequestId, Events), attempt).ConfigureAwait(false);
        await foreach (var found in SampleEvents.ReadAsync(response, options.MaxAnswerBytes, attempt.Token).ConfigureAwait(false))
        {
            yield return found;
        }
    }

    public Task<LikelihoodResult> LikelihoodAsync(string model, LikelihoodRequest request, Attempt attempt) =>
        ExchangeAsync(Post($"{Of(model)}/likelihoods", request, RestJson.Types.LikelihoodRequest, request.RequestId), RestJson.Types.LikelihoodResult, attempt);

    public Task<EncodeResult> EncodeAsync(string model, EncodeRequest request, Attempt attempt) =>
        ExchangeAsync(Post($"{Of(model)}/latents", request, RestJson.Types.EncodeRequest, request.RequestId), RestJson.Types.EncodeResult, attempt);

    public Task<DecodeResult> DecodeAsync(string model, DecodeRequest request, Attempt attempt) =>
        ExchangeAsync(Post($"{Of(model)}/latents/decode", request, RestJson.Types.DecodeRequest, request.RequestId), RestJson.Types.DecodeResult, attempt);

    public Task<InterpolationResult> InterpolateAsync(string model, InterpolationRequest request, Attempt attempt) =>
        ExchangeAsync(Post($"{Of(model)}/interpolations", request, RestJson.Types.InterpolationRequest, request.RequestId), RestJson.Types.InterpolationResult, attempt);

    public Task<ConstraintCheckResponse> CheckConstraintAsync(ConstraintCheckRequest request, Attempt attempt) =>
        ExchangeAsync(Post("v1/constraints/check", request, RestJson.Types.ConstraintCheckRequest, requestId: null), RestJson.Types.ConstraintCheckResponse, attempt);

    public async Task<IReadOnlyList<ModelInfo>> ListModelsAsync(Attempt attempt) =>
        (await ExchangeAsync(Message(HttpMethod.Get, "v1/models"), RestJson.Types.ModelList, attempt).ConfigureAwait(false)).Models;

    public Task<ModelInfo> GetModelAsync(string model, Attempt attempt) => ExchangeAsync(Message(HttpMethod.Get, Of(model)), RestJson.Types.ModelInfo, attempt);

    public Task<ModelInfo> LoadModelAsync(string model, Attempt attempt) =>
        ExchangeAsync(Message(HttpMethod.Post, $"{Of(model)}/load"), RestJson.Types.ModelInfo, attempt);

    public Task<ModelInfo> UnloadModelAsync(string model, Attempt attempt) =>
        ExchangeAsync(Message(HttpMethod.Post, $"{Of(model)}/unload"), RestJson.Types.ModelInfo, attempt);

    public async Task CancelAsync(string requestId, Attempt attempt)
    {
        using var response = await SendAsync(Message(HttpMethod.Delete, $"v1/requests/{Uri.EscapeDataString(requestId)}"), attempt).ConfigureAwait(false);
    }

    public async Task<ServiceHealth> CheckHealthAsync(Attempt attempt)
    {
        try
        {
            using var response = await SendAsync(Message(HttpMethod.Get, "health/ready"), attempt).ConfigureAwait(false);
            return ServiceHealth.Ready;
        }
        catch (GenPhysException)
        {
            return ServiceHealth.NotReady;
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>What the headers beside the bytes do not hold.</summary>
    private static bool NeedsWholeAnswer(SampleRequest request) =>
        request.GuidanceReport == true || request.Verify is not null || request.Rejection is not null || request.Resample is not (null or ResampleMethod.None);

    private static string Of(string model) => $"v1/models/{Uri.EscapeDataString(model)}";

    private static string Samples(string model) => $"{Of(model)}/samples";

    private HttpRequestMessage Message(HttpMethod method, string path)
    {
        var message = new HttpRequestMessage(method, new Uri(options.EffectiveAddress, path));
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(Json));
        return message;
    }

    private HttpRequestMessage Post<T>(string path, T body, JsonTypeInfo<T> type, string? requestId, string accept = Json)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, new Uri(options.EffectiveAddress, path)) { Content = RestJson.Write(body, type) };
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        if (requestId is not null)
        {
            message.Headers.TryAddWithoutValidation(IdHeader, requestId);
        }

        return message;
    }

    private async Task<T> ExchangeAsync<T>(HttpRequestMessage message, JsonTypeInfo<T> type, Attempt attempt)
        where T : class
    {
        using var response = await SendAsync(message, attempt).ConfigureAwait(false);
        return await ReadAsync(response, type, attempt).ConfigureAwait(false);
    }

    /// <summary>Sends a message and returns a success, its body unread; everything else is thrown.</summary>
    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage message, Attempt attempt)
    {
        using (message)
        {
            try
            {
                var response = await _http.SendAsync(message, attempt.Token).ConfigureAwait(false);
                if (response.IsSuccessStatusCode)
                {
                    return response;
                }

                using (response)
                {
                    throw await ProblemReader.ReadAsync(response, attempt.Token).ConfigureAwait(false);
                }
            }
            catch (Exception failure) when (TransportFailure.From(failure) is { } known)
            {
                throw known;
            }
        }
    }

    private async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, Attempt attempt)
        where T : class
    {
        try
        {
            return await RestJson.ReadAsync(response, type, options.MaxAnswerBytes, attempt.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (TransportFailure.From(failure) is { } known)
        {
            throw known;
        }
    }
}
