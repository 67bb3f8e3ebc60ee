using System.Text.Json;

namespace GenPhys.Contracts.OpenInference;

/// <summary>An inference: draws samples. The options of the sampler are parameters.</summary>
public sealed record InferRequest
{
    /// <summary>The request's id, 1 to 64 letters, digits, '-', '_' and '.'; made by the service when null.</summary>
    public string? Id { get; init; }

    /// <summary>
    /// <c>sampler</c>, <c>steps</c>, <c>denoise_final</c>, <c>schedule</c>, <c>sigma_min</c>, <c>sigma_max</c>, <c>rho</c>, <c>s_churn</c>, <c>s_min</c>,
    /// <c>s_max</c>, <c>s_noise</c>, <c>rtol</c>, <c>atol</c>, <c>max_evaluations</c>, <c>langevin</c>, <c>eta</c> and <c>deadline_ms</c>: the members of a <see cref="SampleRequest"/>. Without <c>sampler</c> they change the artifact's own.
    /// </summary>
    public IReadOnlyDictionary<string, JsonElement>? Parameters { get; init; }

    /// <summary><c>count</c>, the number of rows, and optionally <c>seed</c>: both INT64 of shape [1].</summary>
    public required IReadOnlyList<InferInput> Inputs { get; init; }

    /// <summary>The outputs that are wanted; all (there is one, <c>samples</c>) when null.</summary>
    public IReadOnlyList<InferRequestedOutput>? Outputs { get; init; }
}
