namespace GenPhys.Service.Tests.Telemetry;

/// <summary>Listeners hear every meter and source of the process, so no other host may run beside one that is listened to.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneInProcess
{
    public const string Name = "Telemetry";
}
