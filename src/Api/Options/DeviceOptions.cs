namespace GenPhys.Api.Options;

/// <summary>The single setting <c>Device</c>: what the models run on. Environment <c>GENPHYS_DEVICE</c>.</summary>
internal sealed class DeviceOptions
{
    public const string Key = "Device";

    /// <summary><c>cpu</c>, the default and the only device of this build.</summary>
    public string Device { get; set; } = "cpu";
}
