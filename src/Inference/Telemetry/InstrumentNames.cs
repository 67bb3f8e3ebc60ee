namespace GenPhys.Inference.Telemetry;

/// <summary>Every instrument of the service, and the names of what they belong to.</summary>
public static class InstrumentNames
{
    /// <summary>Name of the meter of all instruments.</summary>
    public const string Meter = "GenPhys";

    /// <summary>Name of the source of all spans.</summary>
    public const string Activities = "GenPhys";

    /// <summary>Tag: a model's name, out of those in the repository.</summary>
    public const string Model = "model";

    /// <summary>Tag: how a request ended.</summary>
    public const string Outcome = "outcome";

    /// <summary>Tag: an error code of the interface.</summary>
    public const string Code = "code";

    /// <summary>Tag: the interface that a request came through, <c>rest</c> or <c>grpc</c>.</summary>
    public const string Door = "door";

    /// <summary>Tag: the operation, such as <c>sample</c>.</summary>
    public const string Verb = "verb";

    /// <summary>Tag: a model's state.</summary>
    public const string State = "state";

    private static readonly double[] Seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
    private static readonly double[] TickSeconds = [0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5];
    private static readonly double[] Rows = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];
    private static readonly double[] Evaluations = [1, 5, 10, 20, 35, 50, 75, 100, 150, 250, 500, 1000, 2000];

    /// <summary>Rows held by the engine.</summary>
    public static InstrumentDescription QueueRows { get; } =
        new("genphys.queue.rows", InstrumentKind.Gauge, "{row}", "Rows that wait or run.");

    /// <summary>Requests held by the engine.</summary>
    public static InstrumentDescription QueueRequests { get; } =
        new("genphys.queue.requests", InstrumentKind.Gauge, "{request}", "Requests that wait or run.");

    /// <summary>Age of the oldest waiting request.</summary>
    public static InstrumentDescription QueueAge { get; } =
        new("genphys.queue.age", InstrumentKind.Gauge, "s", "Time that the oldest request without a tick has waited; 0 if none waits.");

    /// <summary>Waiting times.</summary>
    public static InstrumentDescription QueueWait { get; } =
        new("genphys.queue.wait", InstrumentKind.Histogram, "s", "Time from a request's submission to its first tick.", Model) { Buckets = Seconds };

    /// <summary>Rows with state on the device.</summary>
    public static InstrumentDescription RowsActive { get; } =
        new("genphys.rows.active", InstrumentKind.Gauge, "{row}", "Rows that hold state after the last tick.");

    /// <summary>Rows that ended with a result.</summary>
    public static InstrumentDescription RowsCompleted { get; } =
        new("genphys.rows.completed", InstrumentKind.Counter, "{row}", "Rows of finished requests that ended with a sample.", Model);

    /// <summary>Rows that failed alone.</summary>
    public static InstrumentDescription RowsFailed { get; } =
        new("genphys.rows.failed", InstrumentKind.Counter, "{row}", "Rows of finished requests that left the finite numbers or ran out of their budget.", Model);

    /// <summary>Rows of one tick.</summary>
    public static InstrumentDescription TickRows { get; } =
        new("genphys.tick.rows", InstrumentKind.Histogram, "{row}", "Rows that shared one tick.", Model) { Buckets = Rows };

    /// <summary>Time of one tick.</summary>
    public static InstrumentDescription TickDuration { get; } =
        new("genphys.tick.duration", InstrumentKind.Histogram, "s", "Time of one tick: pack, evaluate, apply, retire.", Model) { Buckets = TickSeconds };

    /// <summary>Field evaluations.</summary>
    public static InstrumentDescription FieldEvaluations { get; } =
        new("genphys.evaluations", InstrumentKind.Counter, "{evaluation}", "Field evaluations of rows, with and without a vector-Jacobian product.", Model);

    /// <summary>Padding waste.</summary>
    public static InstrumentDescription FieldPadding { get; } =
        new("genphys.evaluations.padding", InstrumentKind.Counter, "{evaluation}", "Evaluations spent on the empty places of network tiles.", Model);

    /// <summary>Samples held against a constraint.</summary>
    public static InstrumentDescription SamplesVerified { get; } =
        new("genphys.samples.verified", InstrumentKind.Counter, "{sample}", "Samples held against their request's constraint, all attempts of rejection among them.", Model);

    /// <summary>Samples that do not obey their constraint.</summary>
    public static InstrumentDescription SamplesViolating { get; } =
        new("genphys.samples.violating", InstrumentKind.Counter, "{sample}", "Verified samples that do not obey the constraint; over those verified it is the infraction rate.", Model);

    /// <summary>Function evaluations per row.</summary>
    public static InstrumentDescription RequestNfe { get; } =
        new("genphys.request.nfe", InstrumentKind.Histogram, "{evaluation}", "Mean field evaluations per row of a finished request.", Model) { Buckets = Evaluations };

    /// <summary>Requests that left the engine.</summary>
    public static InstrumentDescription RequestsEnded { get; } =
        new("genphys.requests.ended", InstrumentKind.Counter, "{request}", "Requests that left the engine: completed, cancelled, deadline, draining or faulted.", Model, Outcome);

    /// <summary>Time of one request.</summary>
    public static InstrumentDescription RequestDuration { get; } =
        new("genphys.request.duration", InstrumentKind.Histogram, "s", "Time of a request in the application, queue included; the outcome is ok or an error code.", Verb, Model, Outcome) { Buckets = Seconds };

    /// <summary>Refusals at the doors.</summary>
    public static InstrumentDescription RequestsRefused { get; } =
        new("genphys.requests.refused", InstrumentKind.Counter, "{request}", "Requests answered with an error, by its code.", Door, Code);

    /// <summary>Tensors that are alive.</summary>
    public static InstrumentDescription TensorsLive { get; } =
        new("genphys.tensors.live", InstrumentKind.Gauge, "{tensor}", "Tensors of the process, weights and tiles included; a count that only grows is a leak.");

    /// <summary>Models by state.</summary>
    public static InstrumentDescription Models { get; } =
        new("genphys.models", InstrumentKind.Gauge, "{model}", "Models of the repository in each state.", State);

    /// <summary>Readiness.</summary>
    public static InstrumentDescription Ready { get; } =
        new("genphys.ready", InstrumentKind.Gauge, "", "1 while requests are taken, else 0.");

    /// <summary>All of them, in the order of the documents.</summary>
    public static IReadOnlyList<InstrumentDescription> All { get; } =
    [
        Ready, Models, QueueRows, QueueRequests, QueueAge, QueueWait, TickRows, TickDuration, FieldEvaluations, FieldPadding, RowsActive,
        RowsCompleted, RowsFailed, SamplesVerified, SamplesViolating, RequestNfe, RequestDuration, RequestsEnded, RequestsRefused, TensorsLive,
    ];

    /// <summary>Meters of the framework that are exported with ours.</summary>
    public static IReadOnlyList<string> FrameworkMeters { get; } =
        ["Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"];

    /// <summary>Source of the framework's spans, the parents of ours.</summary>
    public const string FrameworkActivities = "Microsoft.AspNetCore";
}
