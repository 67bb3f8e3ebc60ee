using GenPhys.Inference.Telemetry;

namespace GenPhys.Inference.Engine;

/// <summary>
/// What the engine counts: the load that is queued, the rate at which it is worked off, and how requests ended. Callers ask for
/// places and read; all else belongs to the device thread.
/// </summary>
internal sealed class EngineLedger
{
    private readonly AdmissionGate _gate;
    private readonly ModelTurns _models;
    private double _queuedPrice;
    private double _priceRate;
    private EngineStatistics _statistics = new();

    public EngineLedger(EngineOptions options, ModelTurns models)
    {
        _gate = new AdmissionGate(options);
        _models = models;
        Instruments = new EngineInstruments(options, () => Statistics);
    }

    /// <summary>Where measurements go.</summary>
    public EngineInstruments Instruments { get; }

    /// <summary>A consistent snapshot taken after the last tick, but for what is queued, which is current.</summary>
    public EngineStatistics Statistics
    {
        get
        {
            var (rows, requests) = _gate.Held;
            return Volatile.Read(ref _statistics) with { QueuedRows = rows, QueuedRequests = requests };
        }
    }

    /// <summary>Takes the place of one request.</summary>
    /// <exception cref="Contracts.GenPhysException">It does not fit now, or never can.</exception>
    public void Enter(int rows) => _gate.Enter(rows, RetryAfter);

    /// <summary>Gives back the place of a request that was not queued after all.</summary>
    public void Refuse(int rows) => _gate.Leave(rows);

    /// <summary>Counts the load of a request that the device thread has taken.</summary>
    public void Admit(RunningRequest request) => _queuedPrice += Price(request);

    /// <summary>Takes an admitted request off its model and gives its place back.</summary>
    public void Leave(RunningRequest request, string outcome)
    {
        Instruments.Leave(request, outcome);
        request.Job.Model.Requests.Remove(request);
        _queuedPrice -= Price(request);
        _gate.Leave(request.Job.Rows);
    }

    /// <summary>Gives back the place of a request whose model was gone before it came.</summary>
    public void LeaveUnadmitted(RunningRequest request, string outcome)
    {
        _gate.Leave(request.Job.Rows);
        Instruments.Leave(request, outcome);
    }

    /// <summary>Counts a tick.</summary>
    /// <param name="price">Its price.</param>
    /// <param name="lanes">Its lanes.</param>
    /// <param name="seconds">How long it took.</param>
    public void Count(double price, int lanes, double seconds)
    {
        if (seconds > 0 && price > 0)
        {
            var rate = price / seconds;
            _priceRate = _priceRate > 0 ? (0.95 * _priceRate) + (0.05 * rate) : rate;
        }

        Publish(statistics => statistics with { Ticks = statistics.Ticks + 1, Lanes = statistics.Lanes + lanes });
    }

    /// <summary>Changes the counters; before the task of a request completes, so that whoever awaits it sees counters that include its end.</summary>
    public void Publish(Func<EngineStatistics, EngineStatistics> change) =>
        Volatile.Write(ref _statistics, change(_statistics) with { ActiveRows = _models.All.Sum(m => m.Store.RentedRows) });

    private static double Price(RunningRequest request) => request.Price * request.Job.Model.LanePrice;

    // Time to work off what is queued at the rate seen lately, between one second and one minute.
    private TimeSpan RetryAfter()
    {
        var rate = Volatile.Read(ref _priceRate);
        var seconds = rate > 0 ? Volatile.Read(ref _queuedPrice) / rate : 1;
        return TimeSpan.FromSeconds(Math.Clamp(Math.Ceiling(seconds), 1, 60));
    }
}
