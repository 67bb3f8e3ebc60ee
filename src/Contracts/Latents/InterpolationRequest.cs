using System.Text.Json.Serialization;
using GenPhys.Contracts.Validation;

namespace GenPhys.Contracts;

/// <summary>Walk between two or more latents and decode on the way. Only <see cref="Ends"/> is required.</summary>
public sealed record InterpolationRequest
{
    /// <summary>Points of a leg where nobody says.</summary>
    public const int DefaultSteps = 9;

    /// <summary>The ends, 2 to 64.</summary>
    public required IReadOnlyList<InterpolationEnd> Ends { get; init; }

    /// <summary>Points on the way from each end to the next, both included, at least 2; default 9. The way visits the ends in order.</summary>
    public int? Steps { get; init; }

    /// <summary>
    /// Mixtures of all ends in place of a way through them, <c>[rows][ends]</c>: 0 or more and not all 0 in a row; a row is divided by its sum.
    /// </summary>
    public IReadOnlyList<double[]>? Weights { get; init; }

    /// <summary>The way between latents; default <c>slerp</c>.</summary>
    public InterpolationMethod? Method { get; init; }

    /// <summary>The solver, a deterministic one; <c>rk45</c> with rtol and atol of 1e-6, stopping at the lowest level, by default.</summary>
    public SamplerSpec? Sampler { get; init; }

    /// <summary>
    /// Latent codes of a model that has them, each from 0 and none left out: one list, for ends and way alike. By default the flow is that of the model without a code.
    /// </summary>
    public IReadOnlyList<int[]>? Codes { get; init; }

    /// <summary>Time after which the caller no longer wants the answer, in milliseconds from arrival, at least 1; none by default.</summary>
    public int? DeadlineMs { get; init; }

    /// <summary>The id that the answer and the log name this request by, chosen at the door and no part of the body.</summary>
    [JsonIgnore]
    public string? RequestId { get; init; }

    /// <summary>Points of the way.</summary>
    [JsonIgnore]
    public int Rows => Weights?.Count ?? ((Math.Max(2, Ends.Count) - 1) * ((Steps ?? DefaultSteps) - 1)) + 1;

    /// <summary>Throws when the request breaks a rule that needs no model.</summary>
    /// <param name="limits">The service's limits.</param>
    /// <exception cref="GenPhysException">With the first violation's code and pointer, and the list of all.</exception>
    public void ThrowIfInvalid(SampleLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var found = new Violations();
        var body = JsonPointer.Root;
        if (Ends.Count is < 2 or > 64)
        {
            found.Add(ErrorCode.Validation, body["ends"], $"An interpolation has 2 to 64 ends, not {Ends.Count}.");
        }

        for (var i = 0; i < Math.Min(Ends.Count, 64); i++)
        {
            Ends[i].Check(found, body["ends"][i]);
        }

        found.AtLeast(Steps, 2, body["steps"]);
        found.WithinLimit((Steps ?? (long)DefaultSteps) * Math.Max(1, Ends.Count - 1), limits.MaxRows, body["steps"]);
        CheckWeights(found, body["weights"], limits);
        Sampler?.Check(found, body["sampler"], limits);
        CodeRules.Check(found, Codes, 1, body["codes"]);
        found.AtLeast(DeadlineMs, 1, body["deadlineMs"]);
        found.ThrowIfAny();
    }

    private void CheckWeights(Violations found, JsonPointer at, SampleLimits limits)
    {
        if (Weights is null)
        {
            return;
        }

        if (Steps is not null)
        {
            found.Add(ErrorCode.UnsupportedCombination, JsonPointer.Root["steps"], "weights say every row already; leave steps or weights out.");
        }

        PointRules.Check(found, Weights, at, limits);
        for (var i = 0; i < Weights.Count; i++)
        {
            if (Weights[i].Length != Ends.Count || Weights[i].Any(w => !(w >= 0)) || !(Weights[i].Sum() > 0))
            {
                found.Add(ErrorCode.Validation, at[i], $"A row of weights has one number of 0 or more for each of the {Ends.Count} ends, not all 0.");
                return;
            }
        }
    }
}
