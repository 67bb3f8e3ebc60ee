using System.Diagnostics;
using GenPhys.Inference.Engine;

namespace GenPhys.Inference.Telemetry;

/// <summary>
/// What telemetry knows of one request. The device thread only writes numbers into it; the spans are made of them by
/// whoever awaits the request, after the task has completed, so that a trace costs the device nothing.
/// </summary>
internal sealed class RequestWatch
{
    private static readonly ActivitySource Source = new(InstrumentNames.Activities);

    private readonly EngineJob _job;
    private readonly TimeProvider _time;
    private readonly ActivityContext _parent;
    private readonly DateTimeOffset _submittedAt;

    public RequestWatch(EngineJob job, long submitted, LinkedListNode<long> place, TimeProvider time)
    {
        (_job, Submitted, Place, _time) = (job, submitted, place, time);
        if (Source.HasListeners() && Activity.Current is { IsAllDataRequested: true } current)
        {
            Traced = true;
            _parent = current.Context;
            _submittedAt = time.GetUtcNow();
        }
    }

    public bool Traced { get; }

    public long Submitted { get; }

    public LinkedListNode<long> Place { get; }

    public long FirstTick { get; private set; }

    /// <summary>Ticks in which the request had rows.</summary>
    public int Ticks { get; private set; }

    public int FirstTickRows { get; private set; }

    public long Ended { get; set; }

    public long Evaluations { get; set; }

    public int FailedRows { get; set; }

    public string Outcome { get; set; } = "";

    /// <summary>Counts a tick with rows of the request; <paramref name="rows"/> are those of all requests in it.</summary>
    public void Tick(long started, int rows)
    {
        if (Ticks++ == 0)
        {
            (FirstTick, FirstTickRows) = (started, rows);
        }
    }

    /// <summary>Awaits the request and makes its spans.</summary>
    public async Task<EngineResult> TraceAsync(Task<EngineResult> task)
    {
        try
        {
            return await task.ConfigureAwait(false);
        }
        finally
        {
            Trace();
        }
    }

    private void Trace()
    {
        var queued = Ticks > 0 ? FirstTick : Ended;
        using (var queue = Start("queue", Submitted))
        {
            queue?.SetTag("genphys.model", _job.Model.Name).SetTag("genphys.rows", _job.Rows).SetEndTime(At(queued));
        }

        if (Ticks == 0)
        {
            return;
        }

        using var run = Start("run", FirstTick);
        if (run is null)
        {
            return;
        }

        run.SetTag("genphys.model", _job.Model.Name)
            .SetTag("genphys.rows", _job.Rows)
            .SetTag("genphys.rows.failed", FailedRows)
            .SetTag("genphys.ticks", Ticks)
            .SetTag("genphys.evaluations", Evaluations)
            .SetTag("genphys.outcome", Outcome)
            .AddEvent(new ActivityEvent("first tick", At(FirstTick), new ActivityTagsCollection { ["genphys.tick.rows"] = FirstTickRows }))
            .AddEvent(new ActivityEvent("result", At(Ended), new ActivityTagsCollection { ["genphys.outcome"] = Outcome }))
            .SetEndTime(At(Ended));
    }

    private Activity? Start(string name, long timestamp) =>
        Source.StartActivity(name, ActivityKind.Internal, _parent, startTime: At(timestamp));

    private DateTime At(long timestamp) => (_submittedAt + _time.GetElapsedTime(Submitted, timestamp)).UtcDateTime;
}
