using System.Diagnostics.Metrics;
using GenPhys.Inference.Engine;
using TorchSharp;

namespace GenPhys.Inference.Telemetry;

/// <summary>
/// The instruments of one engine. The device thread records at the ends of ticks and of requests, never within; an
/// instrument that nobody listens to costs a few nanoseconds.
/// </summary>
internal sealed class EngineInstruments : IDisposable
{
    private readonly TimeProvider _time;
    private readonly WaitingLine _waiting;
    private readonly Meter _meter;
    private readonly Histogram<double> _queueWait;
    private readonly Histogram<double> _tickRows;
    private readonly Histogram<double> _tickDuration;
    private readonly Histogram<double> _nfe;
    private readonly Counter<long> _evaluations;
    private readonly Counter<long> _padding;
    private readonly Counter<long> _rowsCompleted;
    private readonly Counter<long> _rowsFailed;
    private readonly Counter<long> _ended;

    public EngineInstruments(EngineOptions options, Func<EngineStatistics> statistics)
    {
        _time = options.TimeProvider;
        _waiting = new WaitingLine(_time);

        // A meter of a factory is the factory's to dispose, and its own Dispose does nothing.
        _meter = options.MeterFactory?.Create(new MeterOptions(InstrumentNames.Meter)) ?? new Meter(InstrumentNames.Meter);
        _queueWait = InstrumentNames.QueueWait.Histogram(_meter);
        _tickRows = InstrumentNames.TickRows.Histogram(_meter);
        _tickDuration = InstrumentNames.TickDuration.Histogram(_meter);
        _nfe = InstrumentNames.RequestNfe.Histogram(_meter);
        _evaluations = InstrumentNames.FieldEvaluations.Counter(_meter);
        _padding = InstrumentNames.FieldPadding.Counter(_meter);
        _rowsCompleted = InstrumentNames.RowsCompleted.Counter(_meter);
        _rowsFailed = InstrumentNames.RowsFailed.Counter(_meter);
        _ended = InstrumentNames.RequestsEnded.Counter(_meter);
        InstrumentNames.QueueRows.Gauge(_meter, () => statistics().QueuedRows);
        InstrumentNames.QueueRequests.Gauge(_meter, () => statistics().QueuedRequests);
        InstrumentNames.RowsActive.Gauge(_meter, () => statistics().ActiveRows);
        InstrumentNames.QueueAge.Gauge(_meter, () => _waiting.Age);
        InstrumentNames.TensorsLive.Gauge(_meter, () => torch.Tensor.TotalCount);
    }

    /// <summary>A request joins the queue; called on its caller's thread.</summary>
    public RequestWatch Enter(EngineJob job, long submitted) => new(job, submitted, _waiting.Enter(submitted), _time);

    /// <summary>A request was refused after all.</summary>
    public void Refuse(RequestWatch watch) => _waiting.Leave(watch.Place);

    /// <summary>A tick is over.</summary>
    public void Tick(EngineModel model, IReadOnlyList<RunningRequest> requests, int lanes, long padding, long started)
    {
        var rows = 0;
        foreach (var request in requests)
        {
            rows += request.Chosen.Count;
        }

        var tag = new KeyValuePair<string, object?>(InstrumentNames.Model, model.Name);
        foreach (var request in requests)
        {
            var first = request.Watch.Ticks == 0;
            request.Watch.Tick(started, rows);
            if (first)
            {
                _waiting.Leave(request.Watch.Place);
                _queueWait.Record(_time.GetElapsedTime(request.Watch.Submitted, started).TotalSeconds, tag);
            }
        }

        if (rows > 0)
        {
            _tickRows.Record(rows, tag);
            _tickDuration.Record(_time.GetElapsedTime(started).TotalSeconds, tag);
            _evaluations.Add(lanes, tag);
            _padding.Add(padding, tag);
        }
    }

    /// <summary>A request leaves the engine; called before its task completes.</summary>
    public void Leave(RunningRequest request, string outcome)
    {
        var watch = request.Watch;
        var model = new KeyValuePair<string, object?>(InstrumentNames.Model, request.Job.Model.Name);
        _waiting.Leave(watch.Place);
        watch.Ended = _time.GetTimestamp();
        watch.Evaluations = request.TotalEvaluations;
        watch.FailedRows = request.FailedRows;
        watch.Outcome = outcome;
        _ended.Add(1, model, new KeyValuePair<string, object?>(InstrumentNames.Outcome, outcome));
        if (request.Done)
        {
            _nfe.Record((double)request.TotalEvaluations / request.Job.Rows, model);
            _rowsCompleted.Add(request.Job.Rows - request.FailedRows, model);
            _rowsFailed.Add(request.FailedRows, model);
        }
    }

    public void Dispose() => _meter.Dispose();
}
