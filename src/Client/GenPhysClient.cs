using System.Net;
using System.Runtime.CompilerServices;
using GenPhys.Client.Calls;
using GenPhys.Client.Grpc;
using GenPhys.Client.Rest;
using GenPhys.Contracts;

namespace GenPhys.Client;

/// <summary>
/// The client. What both protocols share is here: deadline, retry and whom to blame; what one attempt sends and reads is the transport's. One client serves
/// a whole application.
/// </summary>
public sealed class GenPhysClient : IGenPhysClient, IDisposable
{
    private readonly ITransport _transport;
    private readonly HttpMessageHandler? _handler;
    private readonly Retry _retry;
    private readonly TimeProvider _clock;
    private readonly TimeSpan? _deadline;

    internal GenPhysClient(GenPhysClientOptions options, HttpMessageHandler handler, bool ownsHandler)
    {
        _transport = options.Protocol == GenPhysProtocol.Grpc ? new GrpcTransport(options, handler) : new RestTransport(options, handler);
        _handler = ownsHandler ? handler : null;
        _retry = new Retry(options.Retry, options.TimeProvider);
        _clock = options.TimeProvider;
        _deadline = options.Deadline;
    }

    /// <summary>Makes a client with connections of its own. In an application with dependency injection, use <c>AddGenPhysClient</c>.</summary>
    /// <param name="options">How to reach the service.</param>
    /// <returns>The client; dispose it to close its connections.</returns>
    /// <exception cref="ArgumentException">The options are not valid; the message says what would be.</exception>
    public static GenPhysClient Create(GenPhysClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Faults().FirstOrDefault() is { } fault)
        {
            throw new ArgumentException(fault, nameof(options));
        }

        return new GenPhysClient(options, new CredentialHandler(options) { InnerHandler = CreateHandler() }, ownsHandler: true);
    }

    /// <inheritdoc/>
    public Task<SampleSet> SampleAsync(string model, SampleRequest request, CancellationToken ct = default)
    {
        Check(model, request);
        return RunAsync(request.DeadlineMs, at => _transport.SampleAsync(model, request with { DeadlineMs = at.DeadlineMs ?? request.DeadlineMs }, at), ct);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<SampleEvent> SampleStreamAsync(string model, SampleRequest request, CancellationToken ct = default)
    {
        Check(model, request);
        return StreamAsync(model, request, ct);
    }

    /// <inheritdoc/>
    public Task<LikelihoodResult> LikelihoodAsync(string model, LikelihoodRequest request, CancellationToken ct = default)
    {
        Check(model, request);
        return RunAsync(request.DeadlineMs, at => _transport.LikelihoodAsync(model, request with { DeadlineMs = at.DeadlineMs ?? request.DeadlineMs }, at), ct);
    }

    /// <inheritdoc/>
    public Task<EncodeResult> EncodeAsync(string model, EncodeRequest request, CancellationToken ct = default)
    {
        Check(model, request);
        return RunAsync(request.DeadlineMs, at => _transport.EncodeAsync(model, request with { DeadlineMs = at.DeadlineMs ?? request.DeadlineMs }, at), ct);
    }

    /// <inheritdoc/>
    public Task<DecodeResult> DecodeAsync(string model, DecodeRequest request, CancellationToken ct = default)
    {
        Check(model, request);
        return RunAsync(request.DeadlineMs, at => _transport.DecodeAsync(model, request with { DeadlineMs = at.DeadlineMs ?? request.DeadlineMs }, at), ct);
    }

    /// <inheritdoc/>
    public Task<InterpolationResult> InterpolateAsync(string model, InterpolationRequest request, CancellationToken ct = default)
    {
        Check(model, request);
        return RunAsync(request.DeadlineMs, at => _transport.InterpolateAsync(model, request with { DeadlineMs = at.DeadlineMs ?? request.DeadlineMs }, at), ct);
    }

    /// <inheritdoc/>
    public Task<ConstraintCheckResponse> CheckConstraintAsync(ConstraintCheckRequest request, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return RunAsync(null, at => _transport.CheckConstraintAsync(request, at), ct);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ModelInfo>> ListModelsAsync(CancellationToken ct = default) => RunAsync(null, _transport.ListModelsAsync, ct);

    /// <inheritdoc/>
    public Task<ModelInfo> GetModelAsync(string model, CancellationToken ct = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        return RunAsync(null, at => _transport.GetModelAsync(model, at), ct);
    }

    /// <inheritdoc/>
    public Task<ModelInfo> LoadModelAsync(string model, CancellationToken ct = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        return RunAsync(null, at => _transport.LoadModelAsync(model, at), ct);
    }

    /// <inheritdoc/>
    public Task<ModelInfo> UnloadModelAsync(string model, CancellationToken ct = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        return RunAsync(null, at => _transport.UnloadModelAsync(model, at), ct);
    }

    /// <inheritdoc/>
    public Task CancelAsync(string requestId, CancellationToken ct = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(requestId);
        return RunAsync(
            null,
            async at =>
            {
                await _transport.CancelAsync(requestId, at).ConfigureAwait(false);
                return true;
            },
            ct);
    }

    /// <inheritdoc/>
    public async Task<ServiceHealth> CheckHealthAsync(CancellationToken ct = default)
    {
        using var call = new Call(_deadline, _clock, ct);
        try
        {
            return await _transport.CheckHealthAsync(call.Attempt()).ConfigureAwait(false);
        }
        catch (Exception failure) when (!ct.IsCancellationRequested && failure is GenPhysTransportException or OperationCanceledException)
        {
            return ServiceHealth.Unreachable;
        }
        catch (Exception failure) when (ct.IsCancellationRequested)
        {
            throw call.Why(failure);
        }
    }

    /// <summary>Closes the client's own connections; calls that run on them fail.</summary>
    public void Dispose()
    {
        _transport.Dispose();
        _handler?.Dispose();
    }

    internal static SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,

        // The client outlives changes of the address's DNS entry, and one HTTP/2 connection carries only about a hundred calls at a time.
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        EnableMultipleHttp2Connections = true,
    };

    private async Task<T> RunAsync<T>(int? deadlineMs, Func<Attempt, Task<T>> attempt, CancellationToken ct)
    {
        using var call = Begin(deadlineMs, ct);
        return await _retry.RunAsync(call, attempt).ConfigureAwait(false);
    }

    private async IAsyncEnumerable<SampleEvent> StreamAsync(string model, SampleRequest request, [EnumeratorCancellation] CancellationToken ct)
    {
        using var call = Begin(request.DeadlineMs, ct);
        await using var events = await _retry.RunAsync(call, OpenAsync).ConfigureAwait(false);
        SampleEvent last;
        do
        {
            yield return last = events.Current;
        }
        while (await NextAsync(call, events).ConfigureAwait(false));

        if (last is not SampleCompleted)
        {
            throw BrokeOff();
        }

        // Up to the first event nothing of an answer has been seen, and the request may be sent again; from there on it may not.
        async Task<IAsyncEnumerator<SampleEvent>> OpenAsync(Attempt at)
        {
            var events = _transport.SampleStreamAsync(model, request with { DeadlineMs = at.DeadlineMs ?? request.DeadlineMs }, at).GetAsyncEnumerator(at.Token);
            try
            {
                return await events.MoveNextAsync().ConfigureAwait(false) ? events : throw BrokeOff();
            }
            catch
            {
                await events.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }
    }

    private static async ValueTask<bool> NextAsync(Call call, IAsyncEnumerator<SampleEvent> events)
    {
        try
        {
            return await events.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception failure) when (call.Why(failure) is var told && !ReferenceEquals(told, failure))
        {
            throw told;
        }
    }

    // A time that is no deadline is left to the service, which refuses it with its pointer.
    private Call Begin(int? deadlineMs, CancellationToken ct) =>
        new(deadlineMs is { } ms ? (ms > 0 ? TimeSpan.FromMilliseconds(ms) : null) : _deadline, _clock, ct);

    private static GenPhysTransportException BrokeOff() => new("The service ended its answer before the samples.");

    private static void Check(string model, object request)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        ArgumentNullException.ThrowIfNull(request);
    }
}
