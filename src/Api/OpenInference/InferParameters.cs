using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using GenPhys.Contracts;
using GenPhys.Contracts.Json;
using GenPhys.Contracts.Validation;

namespace GenPhys.Api.OpenInference;

/// <summary>The parameters of an inference: each stands for one member of a sample request. A new one is one line.</summary>
internal static class InferParameters
{
    private static readonly (string Name, string Member)[] Table =
    [
        ("sampler", "/sampler/kind"),
        ("steps", "/sampler/steps"),
        ("denoise_final", "/sampler/denoiseFinal"),
        ("s_churn", "/sampler/sChurn"),
        ("s_min", "/sampler/sMin"),
        ("s_max", "/sampler/sMax"),
        ("s_noise", "/sampler/sNoise"),
        ("rtol", "/sampler/rtol"),
        ("atol", "/sampler/atol"),
        ("max_evaluations", "/sampler/maxEvaluations"),
        ("langevin", "/sampler/langevin"),
        ("eta", "/sampler/eta"),
        ("schedule", "/sampler/schedule/kind"),
        ("sigma_min", "/sampler/schedule/sigmaMin"),
        ("sigma_max", "/sampler/schedule/sigmaMax"),
        ("rho", "/sampler/schedule/rho"),
        ("resample", "/resample"),
        ("deadline_ms", "/deadlineMs"),
    ];

    private static readonly FrozenDictionary<string, string> Members = Table.ToFrozenDictionary(row => row.Name, row => row.Member);

    private static readonly FrozenDictionary<string, string> Names = Table.ToFrozenDictionary(row => row.Member, row => row.Name);

    /// <summary>Puts the parameters into the JSON of a sample request; without <c>sampler</c> they change the model's own.</summary>
    /// <exception cref="GenPhysException"><see cref="ErrorCode.UnknownMember"/>.</exception>
    public static void Apply(IReadOnlyDictionary<string, JsonElement>? parameters, SamplerSpec? own, JsonObject request)
    {
        foreach (var (name, value) in parameters ?? new Dictionary<string, JsonElement>())
        {
            if (!Members.TryGetValue(name, out var member))
            {
                var at = JsonPointer.Root["parameters"][name].ToString();
                throw new GenPhysException(
                    ErrorCode.UnknownMember, $"'{name}' is not a parameter here. Known parameters: {string.Join(", ", Table.Select(row => row.Name))}.", at);
            }

            Place(request, member, value, parameters!.ContainsKey("sampler") ? null : own);
        }
    }

    /// <summary>The pointer into the inference of a pointer into the sample request; null for a member that no parameter stands for.</summary>
    public static string? PointerOf(string member) => Names.TryGetValue(member, out var name) ? "/parameters/" + name : null;

    private static void Place(JsonObject request, string member, JsonElement value, SamplerSpec? own)
    {
        var at = request;
        var path = member.Split('/');
        foreach (var step in path[1..^1])
        {
            at[step] ??= Default(step, own);
            at = (JsonObject)at[step]!;
        }

        at[path[^1]] = JsonNode.Parse(value.GetRawText());
    }

    private static JsonNode Default(string step, SamplerSpec? own)
    {
        if (step == "schedule")
        {
            // A sampler of the caller's choice has no schedule yet, and the one that fits every process is the paper's.
            return new JsonObject { ["kind"] = "edm" };
        }

        return JsonSerializer.SerializeToNode(own ?? new HeunSampler(), ContractsJson.Default.SamplerSpec)!;
    }
}
