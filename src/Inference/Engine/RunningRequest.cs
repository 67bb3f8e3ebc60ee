using GenPhys.Inference.Guidance;
using GenPhys.Inference.Telemetry;

namespace GenPhys.Inference.Engine;

/// <summary>A row that holds state.</summary>
internal sealed class ActiveRow
{
    public required int Row { get; init; }

    public required RowHandle Handle { get; init; }

    public ProgramCursor Cursor;

    /// <summary>The tick whose lanes the row waits for; null once the row is done or failed.</summary>
    public Tick? Tick { get; set; }

    public int Evaluations { get; set; }
}

/// <summary>A request on the device thread: its rows that run, those still to start, and what has come out.</summary>
internal sealed class RunningRequest
{
    private readonly List<ActiveRow[]> _groups = [];
    private readonly double[] _states;
    private readonly double[] _scalars;
    private readonly int[] _evaluations;
    private readonly RowGuidance?[]? _guidance;
    private readonly List<RowFailure> _failures = [];
    private int _nextRow;
    private int _taken;

    public RunningRequest(EngineJob job, EngineTicket ticket, RequestWatch watch)
    {
        Job = job;
        Ticket = ticket;
        Watch = watch;
        _states = new double[(long)job.Rows * job.Model.Dimension];
        _scalars = new double[(long)job.Rows * job.Program.ScalarSlots];
        _evaluations = new int[job.Rows];
        _guidance = job.ReportGuidance ? new RowGuidance[job.Rows] : null;
        Price = job.Rows * Pricing.OfRow(job);
    }

    /// <summary>Price of all rows, in value lanes.</summary>
    public double Price { get; }

    public EngineJob Job { get; }

    public EngineTicket Ticket { get; }

    public long Submitted => Watch.Submitted;

    public RequestWatch Watch { get; }

    public long? FirstTick { get; set; }

    public int PreparationsDone { get; set; }

    /// <summary>Lanes that earlier ticks owe this request (see <see cref="RequestTurns"/>).</summary>
    public double Credit { get; set; }

    /// <summary>Rows chosen for the tick being built, groups kept together.</summary>
    public List<ActiveRow> Chosen { get; } = [];

    public int RowsDone { get; private set; }

    public long TotalEvaluations { get; private set; }

    /// <summary>
    /// What ended the request: the field of a tick that it shared, or its own program, term, cotangent or noise law, which
    /// must not cost its neighbours the tick.
    /// </summary>
    public Exception? Fault { get; set; }

    /// <summary>Lanes of the next group that the last <see cref="Take"/> could not afford; 0 when it took all there is.</summary>
    public double Unaffordable { get; private set; }

    public bool Prepared => PreparationsDone == Job.Prepare.Count;

    public bool Done => RowsDone == Job.Rows;

    public int ActiveRows => _groups.Sum(g => g.Length);

    public void BeginChoice()
    {
        Chosen.Clear();
        _taken = 0;
        Unaffordable = 0;
    }

    /// <summary>
    /// Chooses more rows within a budget of lanes: rows that run first, oldest first, then new ones. Running the oldest
    /// to the end keeps few rows active, so their state stays in cache whatever the size of the request.
    /// </summary>
    /// <returns>Lanes chosen.</returns>
    public double Take(double budget, bool force = false)
    {
        var used = 0.0;
        Unaffordable = 0;
        while (true)
        {
            if (Fault is not null || (_taken == _groups.Count && !TryStartGroup()))
            {
                return used;
            }

            var group = _groups[_taken];
            var price = 0.0;
            foreach (var row in group)
            {
                price += row.Tick is { } tick ? Pricing.Of(tick, Job) : 0;
            }

            if (used + price > budget && !(force && used == 0))
            {
                Unaffordable = price;
                return used;
            }

            // A row that is done before the others of its group (an adaptive program) waits for them without a lane.
            foreach (var row in group)
            {
                if (row.Tick is not null)
                {
                    Chosen.Add(row);
                }
            }

            used += price;
            _taken++;
        }
    }

    /// <summary>What terms did to a row so far; null where nobody asked.</summary>
    public RowGuidance? GuidanceOf(ActiveRow row) => _guidance is null ? null : _guidance[row.Row] ??= new RowGuidance();

    /// <summary>Counts the lanes that a row just got.</summary>
    public void CountEvaluations(ActiveRow row, int lanes)
    {
        row.Evaluations += lanes;
        TotalEvaluations += lanes;
    }

    /// <summary>Moves a row to its next tick with lanes, applying ticks without lanes on the way.</summary>
    /// <returns>A failure, or null.</returns>
    public RowFailure? Advance(ActiveRow row)
    {
        var store = Job.Model.Store;
        var last = row.Tick;
        while (true)
        {
            var tick = Job.Program.Next(ref row.Cursor, store.Scalars(row.Handle));
            row.Tick = tick;
            if (row.Cursor.Failure is { } reason)
            {
                return new RowFailure(row.Row, last?.Step ?? 0, last?.NoiseLevel ?? 0, reason);
            }

            if (tick is null || tick.Lanes.Length > 0)
            {
                return null;
            }

            if (!store.Apply(row.Handle, Identity(row), tick, default))
            {
                return new RowFailure(row.Row, tick.Step, tick.NoiseLevel, "The state became non-finite.");
            }
        }
    }

    public RowIdentity Identity(ActiveRow row) => Job.Identities is { } given ? given[row.Row] : new(Job.Seed, (uint)row.Row, Job.Attempt);

    /// <summary>Retires the groups that are done or failed. Rows of a group end together.</summary>
    public void Retire(IReadOnlyDictionary<ActiveRow, RowFailure> failed)
    {
        var kept = 0;
        for (var g = 0; g < _groups.Count; g++)
        {
            var group = _groups[g];
            var failure = failed.Count == 0 ? null : group.Select(row => failed.GetValueOrDefault(row)).FirstOrDefault(f => f is not null);
            if (failure is null && Array.Exists(group, row => row.Tick is not null))
            {
                _groups[kept++] = group;
                continue;
            }

            foreach (var row in group)
            {
                Retire(row, failure);
            }
        }

        _groups.RemoveRange(kept, _groups.Count - kept);
    }

    /// <summary>Gives the state of every active row back.</summary>
    public void ReleaseRows()
    {
        foreach (var row in _groups.SelectMany(g => g))
        {
            Job.Model.Store.GiveBack(row.Handle);
        }

        _groups.Clear();
        Chosen.Clear();
    }

    public EngineResult ToResult(TimeProvider time) => new()
    {
        States = _states,
        Scalars = _scalars,
        Evaluations = _evaluations,
        Guidance = _guidance,
        Failures = [.. _failures.OrderBy(f => f.Row)],
        Queued = time.GetElapsedTime(Submitted, FirstTick ?? Submitted),
        Run = time.GetElapsedTime(FirstTick ?? Submitted),
    };

    public int FailedRows => _failures.Count;

    private bool TryStartGroup()
    {
        try
        {
            return StartGroup();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Fault = exception;
            return false;
        }
    }

    // Starts the next group; a group that is over before its first lane (a failure, or a program without lanes) retires at once.
    private bool StartGroup()
    {
        while (_nextRow < Job.Rows)
        {
            var group = new ActiveRow[Math.Min(Job.GroupSize, Job.Rows - _nextRow)];
            for (var i = 0; i < group.Length; i++)
            {
                group[i] = Start(_nextRow++);
            }

            // Listed before the program runs, so that a program that throws leaves no row behind.
            _groups.Add(group);
            RowFailure? failure = null;
            foreach (var row in group)
            {
                failure ??= Advance(row);
            }

            if (failure is null && Array.Exists(group, row => row.Tick is not null))
            {
                return true;
            }

            _groups.RemoveAt(_groups.Count - 1);
            foreach (var row in group)
            {
                Retire(row, failure);
            }
        }

        return false;
    }

    private ActiveRow Start(int row)
    {
        var store = Job.Model.Store;
        var handle = store.Rent(Job.Program.VectorSlots, Job.Program.ScalarSlots);
        if (Job.Initial is { } initial)
        {
            store.Write(handle, 0, initial.AsSpan(row * Job.Model.Dimension, Job.Model.Dimension));
        }

        return new ActiveRow { Row = row, Handle = handle };
    }

    private void Retire(ActiveRow row, RowFailure? failure)
    {
        var store = Job.Model.Store;
        if (failure is null)
        {
            store.Read(row.Handle, Job.Program.OutputSlot, _states.AsSpan(row.Row * Job.Model.Dimension, Job.Model.Dimension));
            store.Scalars(row.Handle).CopyTo(_scalars.AsSpan(row.Row * Job.Program.ScalarSlots, Job.Program.ScalarSlots));
        }
        else
        {
            var reason = failure.Row == row.Row ? failure.Reason : $"Row {failure.Row} of the same group failed: {failure.Reason}";
            _failures.Add(failure with { Row = row.Row, Reason = reason });
        }

        _evaluations[row.Row] = row.Evaluations;
        store.GiveBack(row.Handle);
        row.Tick = null;
        RowsDone++;
    }
}
