using System.Text.Json.Serialization;
using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>Carry latents down the probability flow to data. Only <see cref="Latents"/> is required.</summary>
public sealed record DecodeRequest
{
    /// <summary>x at the prior's level in the process's own units, <c>[rows][dim]</c>; at least one.</summary>
    public required IReadOnlyList<double[]> Latents { get; init; }

    /// <summary>The solver, a deterministic one; <c>rk45</c> with rtol and atol of 1e-6, stopping at the lowest level, by default.</summary>
    public SamplerSpec? Sampler { get; init; }

    /// <summary>Factor on the latents, above 0; default 1. Below 1 it moves samples towards the middle of the data.</summary>
    public double? Temperature { get; init; }

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
        PointRules.Check(found, Latents, JsonPointer.Root["latents"], limits);
        Sampler?.Check(found, JsonPointer.Root["sampler"], limits);
        found.Above(Temperature, 0, JsonPointer.Root["temperature"]);
        CodeRules.Check(found, Codes, Latents.Count, JsonPointer.Root["codes"]);
        found.AtLeast(DeadlineMs, 1, JsonPointer.Root["deadlineMs"]);
        found.ThrowIfAny();
    }
}
