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
    private readonly Queue<RunningRequest> _preparing = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _thread;
    private long _queuedRows;
    private int _queuedRequests;
    private int _accepting = 1;
    private bool _draining;
    private double _queuedPrice;
    private double _priceRate;
    private EngineStatistics _statistics = new();

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
        _thread = new Thread(Loop) { Name = "genphys-device", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Counters and current load; a consistent snapshot taken after the last tick, but for what is queued, which is current.</summary>
    public EngineStatistics Statistics => Volatile.Read(ref _statistics) with
    {
        QueuedRows = Interlocked.Read(ref _queuedRows),
        QueuedRequests = Volatile.Read(ref _queuedRequests),
    };

    /// <summary>Registers a model.</summary>
    /// <param name="name">Name, for messages.</param>
    /// <param name="field">Its field; disposed by <see cref="RemoveModelAsync"/>.</param>
    /// <param name="lanePrice">Price of one value lane relative to other models of the device, above 0.</param>
    /// <returns>The model.</returns>
    public Task<EngineModel> AddModelAsync(string name, IField field, double lanePrice = 1)
    {
        ArgumentNullException.ThrowIfNull(field);
        if (!(lanePrice > 0 && double.IsFinite(lanePrice)))
        {
            throw new ArgumentOutOfRangeException(nameof(lanePrice), lanePrice, "A lane's price must be finite and above 0.");
        }

        return RunAsync(
            () =>
            {
                var model = new EngineModel(name, field, lanePrice);
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
                model.Field.Dispose();
                return true;
            },
            CancellationToken.None);
    }

    /// <summary>Queues a request.</summary>
    /// <param name="job">The request.</param>
    /// <param name="ct">Gives it up, in the queue or at the next tick boundary.</param>
    /// <returns>What it got. The task ends with <see cref="GenPhysException"/> past its deadline, or cancelled.</returns>
    /// <exception cref="GenPhysException"><see cref="ErrorCode.QueueFull"/> or <see cref="ErrorCode.Draining"/>.</exception>
    public Task<EngineResult> SubmitAsync(EngineJob job, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentOutOfRangeException.ThrowIfLessThan(job.Rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(job.GroupSize, 1);
        if (job.Initial is { } initial && initial.Length != (long)job.Rows * job.Model.Dimension)
        {
            throw new ArgumentException("Initial must hold rows * dim numbers.", nameof(job));
        }

        if (ct.IsCancellationRequested)
        {
            return Task.FromCanceled<EngineResult>(ct);
        }

        Reserve(job);
        var ticket = new EngineTicket(ct);
        var request = new RunningRequest(job, ticket, _options.TimeProvider.GetTimestamp());
        if (!_commands.Writer.TryWrite(() => Admit(request)))
        {
            Release(job.Rows);
            ticket.Dispose();
            throw new GenPhysException(ErrorCode.Draining, "The service is shutting down and takes no new requests.");
        }

        // Armed after the write: a stop that fires at once only sets the flag, and the device thread drops the request when it
        // admits it. The request may be done before it is armed; the continuation is attached last, so it lets go of both.
        ticket.Arm(job.Deadline, _options.TimeProvider);
        _ = ticket.Task.ContinueWith(
            static (_, state) => ((EngineTicket)state!).Dispose(), ticket, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        return ticket.Task;
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
            static engine => ((InferenceEngine)engine!)._commands.Writer.TryWrite(((InferenceEngine)engine).StopAll), this))
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

    private void Reserve(EngineJob job)
    {
        if (Volatile.Read(ref _accepting) == 0)
        {
            throw new GenPhysException(ErrorCode.Draining, "The service is shutting down and takes no new requests.");
        }

        // Counted first and taken back when too many: two callers at the limit may both be refused, never both admitted.
        var requests = Interlocked.Increment(ref _queuedRequests);
        var rows = Interlocked.Add(ref _queuedRows, job.Rows);
        if (requests > _options.MaxQueuedRequests || rows > _options.MaxQueuedRows)
        {
            Release(job.Rows);
            throw new GenPhysException(
                ErrorCode.QueueFull,
                $"The queue is full ({rows - job.Rows} rows of {_options.MaxQueuedRows} in {requests - 1} requests of {_options.MaxQueuedRequests}). Try again later.",
                retryAfter: RetryAfter());
        }
    }

    private void Release(int rows)
    {
        Interlocked.Add(ref _queuedRows, -rows);
        Interlocked.Decrement(ref _queuedRequests);
    }

    // Time to work off what is queued at the rate seen lately, between one second and one minute.
    private TimeSpan RetryAfter()
    {
        var rate = Volatile.Read(ref _priceRate);
        var seconds = rate > 0 ? Volatile.Read(ref _queuedPrice) / rate : 1;
        return TimeSpan.FromSeconds(Math.Clamp(Math.Ceiling(seconds), 1, 60));
    }

    private void Loop()
    {
        while (true)
        {
            while (_commands.Reader.TryRead(out var command))
            {
                command();
            }

            DropStopped();
            PrepareOne();
            var model = _models.Next();
            if (model is not null)
            {
                RunTick(model);
            }
            else if (_preparing.Count == 0)
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
        StopAll();
        DropStopped();
        foreach (var model in _models.All)
        {
            model.Field.Dispose();
        }

        _stopped.SetResult();
    }

    private void Admit(RunningRequest request)
    {
        request.Job.Model.Requests.Add(request);
        _queuedPrice += Price(request.Job);
        if (!request.Prepared)
        {
            _preparing.Enqueue(request);
        }
    }

    private void StopAll()
    {
        foreach (var request in _models.All.SelectMany(m => m.Requests.All))
        {
            request.Ticket.Stop(StopReason.Draining);
        }
    }

    private void DropStopped()
    {
        foreach (var model in _models.All)
        {
            for (var i = model.Requests.Count - 1; i >= 0; i--)
            {
                var request = model.Requests.All[i];
                if (request.Ticket.StopRequested)
                {
                    request.ReleaseRows();
                    Leave(request);
                    _statistics = _statistics with { Stopped = _statistics.Stopped + 1 };
                    request.Ticket.CompleteStopped();
                }
            }
        }
    }

    // One step per loop, so that others' ticks go on between the steps of a long preparation.
    private void PrepareOne()
    {
        if (!_preparing.TryPeek(out var request))
        {
            return;
        }

        if (request.Ticket.Task.IsCompleted)
        {
            _preparing.Dequeue();
            return;
        }

        try
        {
            request.Job.Prepare[request.PreparationsDone]();
            request.PreparationsDone++;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Fail(request, exception);
        }

        if (request.Prepared || request.Ticket.Task.IsCompleted)
        {
            _preparing.Dequeue();
        }
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

        var lanes = 0;
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
                    Fail(request, exception);
                }
            }

            _models.Charge(model, price);
        }

        _probe?.AfterTick(model, lanes, _chosen);
        Report(model);
        Count(price * model.LanePrice, lanes, _options.TimeProvider.GetElapsedTime(started).TotalSeconds);
    }

    // Requests may also end without a lane of their own in this tick (a program without lanes), so all are looked at.
    private void Report(EngineModel model)
    {
        for (var i = model.Requests.Count - 1; i >= 0; i--)
        {
            var request = model.Requests.All[i];
            if (request.Done)
            {
                Leave(request);
                _statistics = _statistics with
                {
                    Completed = _statistics.Completed + 1,
                    FailedRows = _statistics.FailedRows + request.FailedRows,
                };
                request.Ticket.Complete(request.ToResult(_options.TimeProvider));
            }
            else if (request.Job.Progress is { } progress && request.Chosen.Count > 0)
            {
                progress(new EngineProgress(request.RowsDone, request.Job.Rows, request.TotalEvaluations));
            }
        }
    }

    private void Fail(RunningRequest request, Exception exception)
    {
        request.ReleaseRows();
        Leave(request);
        _statistics = _statistics with { Faulted = _statistics.Faulted + 1 };
        request.Ticket.Fault(exception);
    }

    private void Leave(RunningRequest request)
    {
        request.Job.Model.Requests.Remove(request);
        _queuedPrice -= Price(request.Job);
        Release(request.Job.Rows);
    }

    private void Count(double price, int lanes, double seconds)
    {
        if (seconds > 0 && price > 0)
        {
            var rate = price / seconds;
            _priceRate = _priceRate > 0 ? (0.95 * _priceRate) + (0.05 * rate) : rate;
        }

        Volatile.Write(ref _statistics, _statistics with
        {
            Ticks = _statistics.Ticks + 1,
            Lanes = _statistics.Lanes + lanes,
            ActiveRows = _models.All.Sum(m => m.Store.RentedRows),
        });
    }

    private static double Price(EngineJob job) => job.Rows * Pricing.OfRow(job.Program.MaximumLanes) * job.Model.LanePrice;
}
