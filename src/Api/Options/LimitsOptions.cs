using System.ComponentModel.DataAnnotations;

namespace GenPhys.Api.Options;

/// <summary>Section <c>Limits</c>: what one request may ask for.</summary>
internal sealed class LimitsOptions
{
    public const string Section = "Limits";

    /// <summary>Most bytes of a request's body; 1 MiB by default.</summary>
    [Range(1024, 1L << 40, ErrorMessage = "Limits:MaxBodyBytes must be at least 1024.")]
    public long MaxBodyBytes { get; set; } = 1 << 20;

    /// <summary>Most rows of one request; 1,000,000 by default.</summary>
    [Range(1, int.MaxValue, ErrorMessage = "Limits:MaxRows must be at least 1.")]
    public int MaxRows { get; set; } = 1_000_000;

    /// <summary>Most solver steps of one request; 10,000 by default.</summary>
    [Range(1, int.MaxValue, ErrorMessage = "Limits:MaxSteps must be at least 1.")]
    public int MaxSteps { get; set; } = 10_000;
}
