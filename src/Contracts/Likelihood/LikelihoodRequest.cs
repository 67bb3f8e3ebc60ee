using System.Text.Json.Serialization;

namespace GenPhys.Contracts;

/// <summary>
/// Log-likelihoods of points under a model, by the probability flow and the instantaneous change of variables (Chen et al. 2018; Song et al. 2021,
/// eq. 39). Only <see cref="Points"/> is required.
/// </summary>
public sealed record LikelihoodRequest
{
    /// <summary>The points in data units, <c>[rows][dim]</c>; at least one.</summary>
    public required IReadOnlyList<double[]> Points { get; init; }

    /// <summary>How the divergence is read off; exact up to 16 coordinates and Hutchinson's above where null.</summary>
    public TraceMethod? Trace { get; init; }

    /// <summary>Probes of Hutchinson's estimate, 1 to 256; default 4.</summary>
    public int? Probes { get; init; }

    /// <summary>Seed of the probes, 0 to 2^53 - 1; drawn by the service, and told in the answer, when null.</summary>
    public long? Seed { get; init; }

    /// <summary>The solver: <c>rk45</c>, by default with rtol and atol of 1e-5; of its schedule the ends count.</summary>
    public SamplerSpec? Solver { get; init; }

    /// <summary>
    /// Terms added to the field; null for the artifact's own, an empty list for none. The density is that of the guided flow, so every term has to have a
    /// divergence: groups of particles and terms whose gradient jumps are refused.
    /// </summary>
    public IReadOnlyList<GuidanceSpec>? Guidance { get; init; }

    /// <summary>What a conditional model is conditioned on; nothing when null.</summary>
    public ConditionSpec? Condition { get; init; }

    /// <summary>
    /// Whether the answer tells the parts: the latents, the prior's log-density there, the integral of the divergence and, of a closed-form field, the
    /// log-density that the flow really has at the prior's level; its difference from the prior is the error of a prior at a finite noise level.
    /// </summary>
    public bool? Details { get; init; }

    /// <summary>
    /// Latent codes of a model that has them, each from 0 and none left out: one list for all rows, or one list per row. By default the flow is that of the model without a code.
    /// </summary>
    public IReadOnlyList<int[]>? Codes { get; init; }

    /// <summary>Time after which the caller no longer wants the answer, in milliseconds from arrival, at least 1; none by default.</summary>
    public int? DeadlineMs { get; init; }

    /// <summary>The id that the answer and the log name this request by, chosen at the door and no part of the body.</summary>
    [JsonIgnore]
    public string? RequestId { get; init; }
}
