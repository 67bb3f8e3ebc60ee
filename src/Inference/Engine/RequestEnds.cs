using GenPhys.Contracts;
using GenPhys.Inference.Telemetry;

namespace GenPhys.Inference.Engine;

/// <summary>How requests end: done, failed, or stopped by their callers, by a deadline or by the engine's own end. Belongs to the device thread.</summary>
internal sealed class RequestEnds(ModelTurns models, EngineLedger ledger, TimeProvider clock)
{
    private bool _givingUp;

    /// <summary>Refuses a request whose model was removed between its submission and its admission; nobody would ever run or stop it.</summary>
    public void RefuseOrphan(RunningRequest request)
    {
        ledger.LeaveUnadmitted(request, EngineOutcome.Faulted);
        ledger.Publish(statistics => statistics with { Faulted = statistics.Faulted + 1 });
        request.Ticket.Fault(new GenPhysException(ErrorCode.ModelNotReady, $"Model {request.Job.Model.Name} was removed."));
    }

    /// <summary>Asks every request to stop, and those that are still to be admitted as they come.</summary>
    public void StopAll()
    {
        _givingUp = true;
        foreach (var request in models.All.SelectMany(m => m.Requests.All))
        {
            request.Ticket.Stop(StopReason.Draining);
        }
    }

    /// <summary>Asks a request to stop whose admission came after <see cref="StopAll"/>.</summary>
    public void StopIfLate(RunningRequest request)
    {
        if (_givingUp)
        {
            request.Ticket.Stop(StopReason.Draining);
        }
    }

    /// <summary>Ends the requests that were asked to stop.</summary>
    public void DropStopped()
    {
        foreach (var model in models.All)
        {
            for (var i = model.Requests.Count - 1; i >= 0; i--)
            {
                var request = model.Requests.All[i];
                if (request.Ticket.StopRequested)
                {
                    request.ReleaseRows();
                    ledger.Leave(request, EngineOutcome.Of(request.Ticket.Reason));
                    ledger.Publish(statistics => statistics with { Stopped = statistics.Stopped + 1 });
                    request.Ticket.CompleteStopped();
                }
            }
        }
    }

    /// <summary>
    /// Ends the requests of a model that a tick has finished or failed, and tells the others' progress. Requests may also end without a lane of their
    /// own in the tick (a program without lanes), so all are looked at.
    /// </summary>
    public void AfterTick(EngineModel model)
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
                Complete(request);
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

    /// <summary>Ends a request with what went wrong.</summary>
    public void Fail(RunningRequest request, Exception exception)
    {
        request.ReleaseRows();
        ledger.Leave(request, EngineOutcome.Faulted);
        ledger.Publish(statistics => statistics with { Faulted = statistics.Faulted + 1 });
        request.Ticket.Fault(exception);
    }

    private void Complete(RunningRequest request)
    {
        ledger.Leave(request, EngineOutcome.Completed);
        ledger.Publish(statistics => statistics with
        {
            Completed = statistics.Completed + 1,
            FailedRows = statistics.FailedRows + request.FailedRows,
        });
        request.Ticket.Complete(request.ToResult(clock));
    }
}
