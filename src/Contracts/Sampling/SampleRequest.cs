using System.Text.Json;
using System.Text.Json.Serialization;

namespace GenPhys.Contracts;

/// <summary>Draw samples from a model. Only <see cref="Count"/> is required; null means the artifact's default.</summary>
public sealed record SampleRequest
{
    /// <summary>Number of rows, 1 to the service's limit.</summary>
    public required int Count { get; init; }

    /// <summary>Seed of the noise, 0 to 2^53 - 1; drawn by the service, and told in the answer, when null.</summary>
    public long? Seed { get; init; }

    /// <summary>The solver with its grid of noise levels.</summary>
    public SamplerSpec? Sampler { get; init; }

    /// <summary>Restart intervals (Xu et al. 2023); none by default.</summary>
    public IReadOnlyList<RestartSpec>? Restart { get; init; }

    /// <summary>Terms added to the field; null for the artifact's own, an empty list for none.</summary>
    public IReadOnlyList<GuidanceSpec>? Guidance { get; init; }

    /// <summary>Whether the answer tells what the terms did to each row; not by default.</summary>
    public bool? GuidanceReport { get; init; }

    /// <summary>A region that the finished samples are checked against.</summary>
    public JsonElement? Verify { get; init; }

    /// <summary>Budget for drawing rows anew until they pass <c>verify</c>.</summary>
    public JsonElement? Rejection { get; init; }

    /// <summary>How weighted rows are resampled at the end; not at all by default.</summary>
    public ResampleMethod? Resample { get; init; }

    /// <summary>What a conditional model is conditioned on.</summary>
    public JsonElement? Condition { get; init; }

    /// <summary>Discrete latent codes, one list per row.</summary>
    public JsonElement? Codes { get; init; }

    /// <summary>Temperature of the latent codes' prior.</summary>
    public double? CodeTemperature { get; init; }

    /// <summary>Time after which the caller no longer wants the answer, in milliseconds from arrival, at least 1; none by default.</summary>
    public int? DeadlineMs { get; init; }

    /// <summary>
    /// The id that the answer, the progress and the log name this request by, chosen at the door and no part of the body;
    /// the service makes one when null.
    /// </summary>
    [JsonIgnore]
    public string? RequestId { get; init; }
}
