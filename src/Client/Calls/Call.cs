using GenPhys.Contracts;

namespace GenPhys.Client.Calls;

/// <summary>One call with all its attempts: its caller's token and its deadline, and which of the two has ended it.</summary>
internal sealed class Call : IDisposable
{
    private readonly TimeProvider _clock;
    private readonly TimeSpan? _deadline;
    private readonly long _began;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource? _timer;
    private readonly CancellationTokenSource? _either;

    public Call(TimeSpan? deadline, TimeProvider clock, CancellationToken caller)
    {
        caller.ThrowIfCancellationRequested();
        _clock = clock;
        _deadline = deadline;
        _began = clock.GetTimestamp();
        _caller = caller;
        if (deadline is { } time)
        {
            _timer = new CancellationTokenSource(time, clock);
            _either = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, caller);
        }
    }

    public CancellationToken Token => _either?.Token ?? _caller;

    /// <summary>What is left of the deadline; null without one.</summary>
    public TimeSpan? Left => _deadline - _clock.GetElapsedTime(_began);

    public Attempt Attempt() => new(Left, Token);

    /// <summary>
    /// What the caller is told. A cancelled call may fail in any way on its way down (a cut socket, a status, the service's own word for it): why it was
    /// cancelled is known here alone.
    /// </summary>
    public Exception Why(Exception failure)
    {
        if (_caller.IsCancellationRequested)
        {
            return new OperationCanceledException("The call was cancelled.", failure, _caller);
        }

        return _timer?.IsCancellationRequested == true && failure is not GenPhysException { Code: ErrorCode.DeadlineExceeded }
            ? new GenPhysException(ErrorCode.DeadlineExceeded, $"The call's deadline of {_deadline!.Value.TotalMilliseconds:0} ms has passed.", failure)
            : failure;
    }

    public void Dispose()
    {
        _either?.Dispose();
        _timer?.Dispose();
    }
}
