using System.Diagnostics.Metrics;
using GenPhys.Contracts;
using GenPhys.Inference.Service;
using GenPhys.Inference.Telemetry;

namespace GenPhys.Api.Telemetry;

/// <summary>The instruments of the application layer and of the doors.</summary>
internal sealed class ServiceInstruments
{
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _verified;
    private readonly Counter<long> _violating;

    public ServiceInstruments(IMeterFactory meters, InferenceService service)
    {
        var meter = meters.Create(InstrumentNames.Meter);
        _duration = InstrumentNames.RequestDuration.Histogram(meter);
        _refused = InstrumentNames.RequestsRefused.Counter(meter);
        _verified = InstrumentNames.SamplesVerified.Counter(meter);
        _violating = InstrumentNames.SamplesViolating.Counter(meter);
        InstrumentNames.Ready.Gauge(meter, () => service.Ready ? 1 : 0);
        InstrumentNames.Models.Gauges(meter, () => Models(service));
    }

    /// <summary>A request is over.</summary>
    /// <param name="verb">The operation.</param>
    /// <param name="model">A model of the repository; null if the request named none, so that no caller can make up series.</param>
    /// <param name="outcome"><c>ok</c> or an error code.</param>
    /// <param name="time">How long it took.</param>
    public void Ended(string verb, string? model, string outcome, TimeSpan time) => _duration.Record(
        time.TotalSeconds,
        new(InstrumentNames.Verb, verb),
        new(InstrumentNames.Model, model ?? ""),
        new(InstrumentNames.Outcome, outcome));

    /// <summary>A request's samples were held against its constraint; without one, that none were, so that the series are there from the start.</summary>
    /// <param name="model">The model that drew them.</param>
    /// <param name="verification">The outcome; before rejection, where that was asked for.</param>
    public void Verified(string model, Verification? verification)
    {
        var tag = new KeyValuePair<string, object?>(InstrumentNames.Model, model);
        _verified.Add(verification?.Rejection?.Drawn ?? verification?.Satisfied.Length ?? 0, tag);
        _violating.Add(verification?.Rejection?.Violations ?? verification?.Violations ?? 0, tag);
    }

    /// <summary>A door answers with an error.</summary>
    /// <param name="door"><see cref="Doors.Rest"/> or <see cref="Doors.Grpc"/>.</param>
    /// <param name="code">The error.</param>
    public void Refused(string door, ErrorCode code) => _refused.Add(
        1, new KeyValuePair<string, object?>(InstrumentNames.Door, door), new KeyValuePair<string, object?>(InstrumentNames.Code, ErrorTable.Of(code).Name));

    // States without a model are reported as 0, so that a series never stays at its last value.
    private static IEnumerable<Measurement<int>> Models(InferenceService service)
    {
        var counts = service.ListModels().CountBy(model => model.State).ToDictionary();
        return Enum.GetValues<ModelState>().Select(state => new Measurement<int>(
            counts.GetValueOrDefault(state), new KeyValuePair<string, object?>(InstrumentNames.State, state.ToString().ToLowerInvariant())));
    }
}

/// <summary>Names of the doors.</summary>
internal static class Doors
{
    public const string Rest = "rest";
    public const string Grpc = "grpc";
}
