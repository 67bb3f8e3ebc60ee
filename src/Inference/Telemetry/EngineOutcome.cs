using GenPhys.Inference.Engine;

namespace GenPhys.Inference.Telemetry;

/// <summary>How a request left the engine, as its tag says it.</summary>
internal static class EngineOutcome
{
    public const string Completed = "completed";
    public const string Faulted = "faulted";

    public static string Of(StopReason reason) => reason switch
    {
        StopReason.Deadline => "deadline",
        StopReason.Draining => "draining",
        _ => "cancelled",
    };
}
