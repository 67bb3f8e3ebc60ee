namespace GenPhys.Api.Options;

/// <summary>The single setting <c>Device</c>: what the models run on. Environment <c>GENPHYS_DEVICE</c>.</summary>
internal sealed class DeviceOptions
{
    public const string Key = "Device";

    /// <summary><c>cpu</c>, the default, <c>cuda</c> or <c>cuda:N</c>.</summary>
    public string Device { get; set; } = "cpu";

    /// <summary>Key of <see cref="Threads"/>.</summary>
    public const string ThreadsKey = "Threads";

    /// <summary>Processor threads that one evaluation uses; 1 by default, which leaves the other cores to the doors.</summary>
    public int Threads { get; set; } = 1;
}
