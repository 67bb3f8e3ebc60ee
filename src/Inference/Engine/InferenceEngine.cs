using System.Threading.Channels;
using GenPhys.Contracts;
using GenPhys.Inference.Fields;
using GenPhys.Inference.Guidance;
using GenPhys.Inference.Telemetry;

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
    private readonly AdmissionGate _gate;
    private readonly EngineInstruments _instruments;
    private int _accepting = 1;
    private bool _draining;
    private bool _givingUp;
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
        _gate = new AdmissionGate(_options);
        _probe = probe;
        _instruments = new EngineInstruments(_options, () => Statistics);
        _thread = new Thread(Loop) { Name = "genphys-device", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Counters and current load; a consistent snapshot taken after the last tick, but for what is queued, which is current.</summary>
    public EngineStatistics Statistics
    {
        get
        {
            var (rows, requests) = _gate.Held;
            return Volatile.Read(ref _statistics) with { QueuedRows = rows, QueuedRequests = requests };
        }
    }

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
        ArgumentOutOfRangeException.ThrowIfLessThan(job.Rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(job.GroupSize, 1);
        if (job.Identities is { } identities && identities.Count != job.Rows)
        {
            throw new ArgumentException($"There are {job.Rows} rows and {identities.Count} identities.", nameof(job));
        }

        if (job.Initial is { } initial && initial.Length != (long)job.Rows * job.Model.Dimension)
        {
            throw new ArgumentException("Initial must hold rows * dim numbers.", nameof(job));
        }

        if (job.Conditions is { } conditions && conditions.Count != job.Rows)
        {
            throw new ArgumentException("Conditions must hold one number per row.", nameof(job));
        }

        if (job.Codes is { } codes && codes.Length != job.Rows * job.Model.Field.CodeSizes.Count)
        {
            throw new ArgumentException("Codes must hold one number per row and slot of the field.", nameof(job));
        }

        if (job.Terms.Count > LaneAddress.MaxTerms)
        {
            throw new ArgumentException($"At most {LaneAddress.MaxTerms} terms are added to a field.", nameof(job));
        }

        if (job.Program.IsAdaptive && job.Terms.Any(term => term.Couples))
        {
            throw new ArgumentException("Rows that choose their own steps cannot be coupled by a term.", nameof(job));
        }

        // Refused here, because a timer that refuses it later would leave a request that runs and that nobody awaits.
        if (job.Deadline is { } deadline)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(deadline, TimeSpan.Zero);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(deadline, LongestDeadline);
        }

        if (ct.IsCancellationRequested)
        {
            return Task.FromCanceled<EngineResult>(ct);
        }

        if (Volatile.Read(ref _accepting) == 0)
        {
            throw Draining();
        }

        _gate.Enter(job.Rows, RetryAfter);
        var ticket = new EngineTicket(ct);
        var watch = _instruments.Enter(job, _options.TimeProvider.GetTimestamp());
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
            _gate.Leave(job.Rows);
            _instruments.Refuse(watch);
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

    private static readonly TimeSpan LongestDeadline = TimeSpan.FromDays(49);

    private static GenPhysException Draining() =>
        new(ErrorCode.Draining, "The service is shutting down and takes no new requests.");

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
            model.Release();
        }

        _instruments.Dispose();
        _stopped.SetResult();
    }

    private void Admit(RunningRequest request)
    {
        // A model may be removed between the submission and here; nobody would ever run or stop its request.
        if (!_models.All.Contains(request.Job.Model))
        {
            _gate.Leave(request.Job.Rows);
            _instruments.Leave(request, EngineOutcome.Faulted);
            Publish(_statistics with { Faulted = _statistics.Faulted + 1 });
            request.Ticket.Fault(new GenPhysException(ErrorCode.ModelNotReady, $"Model {request.Job.Model.Name} was removed."));
            return;
        }

        request.Job.Model.Requests.Add(request);
        _queuedPrice += Price(request);
        if (!request.Prepared)
        {
            _preparing.Enqueue(request);
        }

        // Its write came after the one that gave everything up.
        if (_givingUp)
        {
            request.Ticket.Stop(StopReason.Draining);
        }
    }

    private void StopAll()
    {
        _givingUp = true;
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
                    Leave(request, EngineOutcome.Of(request.Ticket.Reason));
                    Publish(_statistics with { Stopped = _statistics.Stopped + 1 });
                    request.Ticket.CompleteStopped();
                }
            }
        }
    }

    // One step per loop, so that others' ticks go on between the steps of a long preparation, and requests in turn, so that
    // a short preparation does not wait for a long one.
    private void PrepareOne()
    {
        if (!_preparing.TryDequeue(out var request) || request.Ticket.Task.IsCompleted)
        {
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
            return;
        }

        if (!request.Prepared)
        {
            _preparing.Enqueue(request);
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

        _instruments.Tick(model, _chosen, lanes, model.Field.Padding - padding, started);
        _probe?.AfterTick(model, lanes, _chosen);
        Count(price * model.LanePrice, lanes, _options.TimeProvider.GetElapsedTime(started).TotalSeconds);
        Report(model);
    }

    // Requests may also end without a lane of their own in this tick (a program without lanes), so all are looked at.
    private void Report(EngineModel model)
    {
        for (var i = model.Requests.Count - 1; i >= 0; i--)
        {
            var request = model.Requests.All[i];
            if (request.Fault is { } fault)
            {
                Fail(request, fault);
            }
            else if (request.Done)
            {
                Leave(request, EngineOutcome.Completed);
                Publish(_statistics with
                {
                    Completed = _statistics.Completed + 1,
                    FailedRows = _statistics.FailedRows + request.FailedRows,
                });
                request.Ticket.Complete(request.ToResult(_options.TimeProvider));
            }
            else if (request.Job.Progress is { } progress && request.Chosen.Count > 0)
            {
                try
                {
                    progress(new EngineProgress(request.RowsDone, request.Job.Rows, request.TotalEvaluations));
                }
                catch (Exception exception) when (exception is not OutOfMemoryException)
                {
                    Fail(request, exception);
                }
            }
        }
    }

    private void Fail(RunningRequest request, Exception exception)
    {
        request.ReleaseRows();
        Leave(request, EngineOutcome.Faulted);
        Publish(_statistics with { Faulted = _statistics.Faulted + 1 });
        request.Ticket.Fault(exception);
    }

    private void Leave(RunningRequest request, string outcome)
    {
        _instruments.Leave(request, outcome);
        request.Job.Model.Requests.Remove(request);
        _queuedPrice -= Price(request);
        _gate.Leave(request.Job.Rows);
    }

    private void Count(double price, int lanes, double seconds)
    {
        if (seconds > 0 && price > 0)
        {
            var rate = price / seconds;
            _priceRate = _priceRate > 0 ? (0.95 * _priceRate) + (0.05 * rate) : rate;
        }

        Publish(_statistics with { Ticks = _statistics.Ticks + 1, Lanes = _statistics.Lanes + lanes });
    }

    // Before the task of a request completes, so that whoever awaits it sees counters that include its end.
    private void Publish(EngineStatistics statistics) =>
        Volatile.Write(ref _statistics, statistics with { ActiveRows = _models.All.Sum(m => m.Store.RentedRows) });

    private static double Price(RunningRequest request) => request.Price * request.Job.Model.LanePrice;
}
