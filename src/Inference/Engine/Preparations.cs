namespace GenPhys.Inference.Engine;

/// <summary>
/// Work of requests before their first tick. One step per turn, so that others' ticks go on between the steps of a long preparation, and requests in
/// turn, so that a short preparation does not wait for a long one. Belongs to the device thread.
/// </summary>
/// <param name="fail">Told of a request whose preparation threw.</param>
internal sealed class Preparations(Action<RunningRequest, Exception> fail)
{
    private readonly Queue<RunningRequest> _waiting = new();

    /// <summary>Whether a request waits for a step.</summary>
    public bool Any => _waiting.Count > 0;

    /// <summary>Takes a request in, where it has something to prepare.</summary>
    public void Add(RunningRequest request)
    {
        if (!request.Prepared)
        {
            _waiting.Enqueue(request);
        }
    }

    /// <summary>Does one step of the next request.</summary>
    public void Step()
    {
        if (!_waiting.TryDequeue(out var request) || request.Ticket.Task.IsCompleted)
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
            fail(request, exception);
            return;
        }

        Add(request);
    }
}
