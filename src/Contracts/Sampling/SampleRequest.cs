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

    /// <summary>A constraint that the finished samples are checked against; not at all by default.</summary>
    public ConstraintSpec? Verify { get; init; }

    /// <summary>Draws rows anew until they pass <see cref="Verify"/>; not at all by default.</summary>
    public RejectionSpec? Rejection { get; init; }

    /// <summary>How the weighted rows of a process with birth and death are resampled at the end; not at all by default.</summary>
    public ResampleMethod? Resample { get; init; }

    /// <summary>What a conditional model is conditioned on.</summary>
    public ConditionSpec? Condition { get; init; }

    /// <summary>
    /// Latent codes of a model that has them, each from 0: one list for all rows, or one list per row. A list may be shorter than the model's codes: it fixes the first ones, and the
    /// others are drawn by the model's prior. All are drawn by default, from noise of their own, so that a fixed code leaves the rest of the noise as it is.
    /// </summary>
    public IReadOnlyList<int[]>? Codes { get; init; }

    /// <summary>Temperature at which latent codes are drawn: the prior's logits are divided by it; above 0. The artifact's own, mostly 1, by default.</summary>
    public double? CodeTemperature { get; init; }

    /// <summary>Time after which the caller no longer wants the answer, in milliseconds from arrival, at least 1; none by default.</summary>
    public int? DeadlineMs { get; init; }

    /// <summary>The rows that may run at a time: those of the answer, or of one round of rejection.</summary>
    /// <returns>The rows, at most the largest number of 32 bits.</returns>
    public int Rows() => (int)Math.Min((long)Count * Math.Max(1, Rejection?.Parallel ?? 1), int.MaxValue);

    /// <summary>
    /// The id that the answer, the progress and the log name this request by, chosen at the door and no part of the body;
    /// the service makes one when null.
    /// </summary>
    [JsonIgnore]
    public string? RequestId { get; init; }
}
