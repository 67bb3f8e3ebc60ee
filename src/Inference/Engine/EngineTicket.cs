using GenPhys.Contracts;

namespace GenPhys.Inference.Engine;

/// <summary>
/// What the caller and the device thread share about one request. The caller's side (cancellation, deadline timer) only
/// ever sets the stop reason; the device thread reads it at tick boundaries and is the only one that completes the task.
/// So a stop that arrives after the last tick loses the race cleanly: the result is already set and the flag is ignored.
/// </summary>
internal sealed class EngineTicket : IDisposable
{
    private readonly TaskCompletionSource<EngineResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationToken _cancellation;
    private CancellationTokenRegistration _registration;
    private ITimer? _timer;
    private int _stop;

    public EngineTicket(CancellationToken cancellation) => _cancellation = cancellation;

    public Task<EngineResult> Task => _completion.Task;

    public bool StopRequested => Volatile.Read(ref _stop) != 0;

    public StopReason Reason => (StopReason)Volatile.Read(ref _stop);

    /// <summary>Arms cancellation and deadline. Called once the request counts as queued, so that nothing fires before.</summary>
    public void Arm(TimeSpan? deadline, TimeProvider time)
    {
        _registration = _cancellation.UnsafeRegister(static ticket => ((EngineTicket)ticket!).Stop(StopReason.Cancelled), this);
        if (deadline is { } due)
        {
            _timer = time.CreateTimer(static ticket => ((EngineTicket)ticket!).Stop(StopReason.Deadline), this, due, Timeout.InfiniteTimeSpan);
        }
    }

    public void Complete(EngineResult result) => _completion.TrySetResult(result);

    public void Fault(Exception exception) => _completion.TrySetException(exception);

    /// <summary>Completes the task with the reason of the stop.</summary>
    public void CompleteStopped()
    {
        if (Reason == StopReason.Deadline)
        {
            Fault(new GenPhysException(ErrorCode.DeadlineExceeded, "The deadline passed before the request was done."));
        }
        else if (Reason == StopReason.Draining)
        {
            Fault(new GenPhysException(ErrorCode.Draining, "The service shut down before the request was done."));
        }
        else
        {
            _completion.TrySetCanceled(_cancellation);
        }
    }

    public void Stop(StopReason reason) => Interlocked.CompareExchange(ref _stop, (int)reason, 0);

    public void Dispose()
    {
        _registration.Dispose();
        _timer?.Dispose();
    }
}

/// <summary>Why a request was given up.</summary>
internal enum StopReason
{
    None = 0,
    Cancelled = 1,
    Deadline = 2,
    Draining = 3,
}
