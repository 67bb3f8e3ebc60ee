using System.ComponentModel.DataAnnotations;

namespace GenPhys.Api.Options;

/// <summary>Section <c>Shutdown</c>: how the service ends.</summary>
internal sealed class ShutdownOptions
{
    public const string Section = "Shutdown";

    /// <summary>How long running requests may take to finish after SIGTERM, in seconds; 30 by default. What runs longer is cancelled.</summary>
    [Range(0, 86400, ErrorMessage = "Shutdown:DrainSeconds must be from 0 to 86400.")]
    public double DrainSeconds { get; set; } = 30;
}
