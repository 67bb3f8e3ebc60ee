using System.Text.Json.Serialization;
using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>Carry points up the probability flow to the prior's level. Only <see cref="Points"/> is required.</summary>
public sealed record EncodeRequest
{
    /// <summary>The points in data units, <c>[rows][dim]</c>; at least one.</summary>
    public required IReadOnlyList<double[]> Points { get; init; }

    /// <summary>The solver; <c>rk45</c> with rtol and atol of 1e-6 by default. It starts at the schedule's lowest level.</summary>
    public SamplerSpec? Sampler { get; init; }

    /// <summary>
    /// Latent codes of a model that has them, each from 0 and none left out: one list for all rows, or one list per row. By default the flow is that of the model without a code.
    /// </summary>
    public IReadOnlyList<int[]>? Codes { get; init; }

    /// <summary>Time after which the caller no longer wants the answer, in milliseconds from arrival, at least 1; none by default.</summary>
    public int? DeadlineMs { get; init; }

    /// <summary>The id that the answer and the log name this request by, chosen at the door and no part of the body.</summary>
    [JsonIgnore]
    public string? RequestId { get; init; }

    /// <summary>Throws when the request breaks a rule that needs no model.</summary>
    /// <param name="limits">The service's limits.</param>
    /// <exception cref="GenPhysException">With the first violation's code and pointer, and the list of all.</exception>
    public void ThrowIfInvalid(SampleLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var found = new Violations();
        PointRules.Check(found, Points, JsonPointer.Root["points"], limits);
        Sampler?.Check(found, JsonPointer.Root["sampler"], limits);
        if (Sampler?.DenoiseFinal is true)
        {
            found.Add(ErrorCode.UnsupportedCombination, JsonPointer.Root["sampler"]["denoiseFinal"], "The last step to level 0 cannot be undone, so encoding starts at the lowest noise level; leave denoiseFinal out.");
        }

        CodeRules.Check(found, Codes, Points.Count, JsonPointer.Root["codes"]);
        found.AtLeast(DeadlineMs, 1, JsonPointer.Root["deadlineMs"]);
        found.ThrowIfAny();
    }
}
