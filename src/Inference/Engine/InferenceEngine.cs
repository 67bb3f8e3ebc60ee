using System.Threading.Channels;
using GenPhys.Contracts;
using GenPhys.Inference.Fields;

namespace GenPhys.Inference.Engine;

/// <summary>
/// The engine of one device: a dedicated thread repeats admit, choose, pack, evaluate, apply, retire. Requests join and
/// leave at tick boundaries, so rows of different requests, samplers, step counts and noise levels share evaluations
/// (in-flight batching), a short request never waits for a long one, and a cancelled one never delays a neighbour.
/// </summary>
/// <remarks>
/// One owner per piece of state: everything about models, requests and rows belongs to the device thread. Callers reach it
/// through one channel and the atomic counters of what is queued; results leave through task completions that run their
/// continuations elsewhere.
/// </remarks>
public sealed class InferenceEngine : IDeviceExecutor, IAsyncDisposable
{
    private readonly EngineOptions _options;
    private readonly IEngineProbe? _probe;
    private readonly Channel<Action> _commands = Channel.CreateUnbounded<Action>(new() { SingleReader = true });
    private readonly ModelTurns _models = new();
    private readonly TickExecutor _executor = new();
    private readonly List<RunningRequest> _chosen = [];
    private readonly EngineLedger _ledger;
    private readonly RequestEnds _ends;
    private readonly Preparations _preparations;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _thread;
    private int _accepting = 1;
    private bool _draining;

    /// <summary>Starts the device thread.</summary>
    /// <param name="options">Limits and clock.</param>
    public InferenceEngine(EngineOptions? options = null)
        : this(options, null)
    {
    }

    internal InferenceEngine(EngineOptions? options, IEngineProbe? probe)
    {
        _options = options ?? new EngineOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.MaxLanesPerTick, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.MaxQueuedRequests, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.MaxQueuedRows, 1);
        _probe = probe;
        _ledger = new EngineLedger(_options, _models);
        _ends = new RequestEnds(_models, _ledger, _options.TimeProvider);
        _preparations = new Preparations(_ends.Fail);
        _thread = new Thread(Loop) { Name = "genphys-device", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Counters and current load; a consistent snapshot taken after the last tick, but for what is queued, which is current.</summary>
    public EngineStatistics Statistics => _ledger.Statistics;

    /// <summary>Registers a model.</summary>
    /// <param name="name">Name, for messages.</param>
    /// <param name="field">Its field; disposed by <see cref="RemoveModelAsync"/>.</param>
    /// <param name="lanePrice">Price of one value lane relative to other models of the device, above 0.</param>
    /// <param name="owned">What is disposed with the field, on the device thread.</param>
    /// <returns>The model.</returns>
    public Task<EngineModel> AddModelAsync(string name, IField field, double lanePrice = 1, IReadOnlyList<IDisposable>? owned = null)
    {
        ArgumentNullException.ThrowIfNull(field);
        if (!(lanePrice > 0 && double.IsFinite(lanePrice)))
        {
            throw new ArgumentOutOfRangeException(nameof(lanePrice), lanePrice, "A lane's price must be finite and above 0.");
        }

        return RunAsync(
            () =>
            {
                var model = new EngineModel(name, field, lanePrice, owned ?? []);
                _models.Add(model);
                return model;
            },
            CancellationToken.None);
    }

    /// <summary>Removes a model without requests and disposes its field.</summary>
    /// <param name="model">The model; no request of it may be queued or running.</param>
    /// <returns>When it is gone.</returns>
    /// <exception cref="InvalidOperationException">Requests of the model are queued or running.</exception>
    public Task RemoveModelAsync(EngineModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return RunAsync(
            () =>
            {
                if (model.Requests.Count > 0)
                {
                    throw new InvalidOperationException($"Requests of model {model.Name} are still running.");
                }

                _models.Remove(model);
                model.Release();
                return true;
            },
            CancellationToken.None);
    }

    /// <summary>Queues a request.</summary>
    /// <param name="job">The request.</param>
    /// <param name="ct">Gives it up, in the queue or at the next tick boundary.</param>
    /// <returns>What it got. The task ends with <see cref="GenPhysException"/> past its deadline, or cancelled.</returns>
    /// <exception cref="GenPhysException">
    /// <see cref="ErrorCode.QueueFull"/>, <see cref="ErrorCode.BudgetExceeded"/> for more rows than are ever held at a time, or
    /// <see cref="ErrorCode.Draining"/>. The task ends with <see cref="ErrorCode.ModelNotReady"/> where the model was removed.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">Rows, group size or deadline are out of range.</exception>
    public Task<EngineResult> SubmitAsync(EngineJob job, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        JobRules.ThrowIfInvalid(job);
        if (ct.IsCancellationRequested)
        {
            return Task.FromCanceled<EngineResult>(ct);
        }

        if (Volatile.Read(ref _accepting) == 0)
        {
            throw Draining();
        }

        _ledger.Enter(job.Rows);
        var ticket = new EngineTicket(ct);
        var watch = _ledger.Instruments.Enter(job, _options.TimeProvider.GetTimestamp());
        try
        {
            var request = new RunningRequest(job, ticket, watch);
            if (!_commands.Writer.TryWrite(() => Admit(request)))
            {
                throw Draining();
            }
        }
        catch
        {
            _ledger.Refuse(job.Rows);
            _ledger.Instruments.Refuse(watch);
            throw;
        }

        // Armed after the write: a stop that fires at once only sets the flag, and the device thread drops the request when it
        // admits it. The request may be done before it is armed; the continuation is attached last, so it lets go of both.
        ticket.Arm(job.Deadline, _options.TimeProvider);
        _ = ticket.Task.ContinueWith(
            static (_, state) => ((EngineTicket)state!).Dispose(), ticket, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        return watch.Traced ? watch.TraceAsync(ticket.Task) : ticket.Task;
    }

    /// <inheritdoc/>
    public Task<T> RunAsync<T>(Func<T> work, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(work);
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var queued = _commands.Writer.TryWrite(() =>
        {
            if (ct.IsCancellationRequested)
            {
                completion.TrySetCanceled(ct);
                return;
            }

            try
            {
                completion.TrySetResult(work());
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                completion.TrySetException(exception);
            }
        });
        return queued
            ? completion.Task
            : Task.FromException<T>(new GenPhysException(ErrorCode.Draining, "The device is shutting down."));
    }

    /// <summary>Takes no new requests, lets those queued finish, and stops the device thread.</summary>
    /// <param name="ct">When it fires, requests that still run are given up as <see cref="ErrorCode.Draining"/>.</param>
    /// <returns>When the thread has stopped.</returns>
    public async Task DrainAsync(CancellationToken ct = default)
    {
        if (Interlocked.Exchange(ref _accepting, 0) == 1)
        {
            _commands.Writer.TryWrite(() => _draining = true);
        }

        using (ct.UnsafeRegister(
            static engine => ((InferenceEngine)engine!)._commands.Writer.TryWrite(((InferenceEngine)engine)._ends.StopAll), this))
        {
            await _stopped.Task.ConfigureAwait(false);
        }
    }

    /// <summary>Gives up what runs, stops the thread and disposes the fields of all models.</summary>
    /// <returns>When the thread has stopped.</returns>
    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync().ConfigureAwait(false);
        await DrainAsync(now.Token).ConfigureAwait(false);
    }

    private static GenPhysException Draining() =>
        new(ErrorCode.Draining, "The service is shutting down and takes no new requests.");

    private void Loop()
    {
        while (true)
        {
            while (_commands.Reader.TryRead(out var command))
            {
                command();
            }

            _ends.DropStopped();
            _preparations.Step();
            var model = _models.Next();
            if (model is not null)
            {
                RunTick(model);
            }
            else if (!_preparations.Any)
            {
                if (_draining && _models.All.All(m => m.Requests.Count == 0))
                {
                    break;
                }

                // Only this thread reads, so once it has seen the channel empty a completed wait means a new command.
                _commands.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult();
            }
        }

        Finish();
    }

    private void Finish()
    {
        _commands.Writer.Complete();
        while (_commands.Reader.TryRead(out var command))
        {
            command();
        }

        // A request whose write won the race against the drain is told so instead of waiting for ever.
        _ends.StopAll();
        _ends.DropStopped();
        foreach (var model in _models.All)
        {
            model.Release();
        }

        _ledger.Instruments.Dispose();
        _stopped.SetResult();
    }

    private void Admit(RunningRequest request)
    {
        if (!_models.All.Contains(request.Job.Model))
        {
            _ends.RefuseOrphan(request);
            return;
        }

        request.Job.Model.Requests.Add(request);
        _ledger.Admit(request);
        _preparations.Add(request);
        _ends.StopIfLate(request);
    }

    private void RunTick(EngineModel model)
    {
        _probe?.BeforeTick();
        var price = model.Requests.Choose(_options.MaxLanesPerTick, _chosen);
        var started = _options.TimeProvider.GetTimestamp();
        foreach (var request in _chosen)
        {
            request.FirstTick ??= started;
        }

        // A program that threw while its rows started is its own request's fault.
        _chosen.RemoveAll(request => request.Fault is not null);
        var lanes = 0;
        var padding = model.Field.Padding;
        if (_chosen.Count > 0)
        {
            try
            {
                lanes = _executor.Run(model, _chosen);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                // What the field threw cannot be pinned on one row; every request that shared the evaluation is told.
                foreach (var request in _chosen)
                {
                    request.Fault ??= exception;
                }
            }

            _models.Charge(model, price);
        }

        _ledger.Instruments.Tick(model, _chosen, lanes, model.Field.Padding - padding, started);
        _probe?.AfterTick(model, lanes, _chosen);
        _ledger.Count(price * model.LanePrice, lanes, _options.TimeProvider.GetElapsedTime(started).TotalSeconds);
        _ends.AfterTick(model);
    }
}
