using System.Text;
using System.Text.Json.Nodes;
using GenPhys.Contracts;
using GenPhys.Contracts.Json;
using GenPhys.Contracts.OpenInference;
using GenPhys.Contracts.Validation;

namespace GenPhys.Api.OpenInference;

/// <summary>
/// Reads an inference as a sample request. The request is put together as JSON and read by the reader of REST, so that no rule on a member is written
/// twice; the pointers of what it finds are led back to the inference.
/// </summary>
internal sealed class InferSampling
{
    public const string Count = "count";
    public const string Seed = "seed";
    public const string Samples = "samples";
    public const string Int64 = "INT64";
    public const string Float32 = "FP32";

    private readonly Dictionary<string, int> _inputs = [];

    private InferSampling(InferRequest inference, SamplerSpec? own)
    {
        var json = new JsonObject();
        for (var i = 0; i < inference.Inputs.Count; i++)
        {
            Read(inference.Inputs[i], JsonPointer.Root["inputs"][i]);
            _inputs.Add(inference.Inputs[i].Name, i);
            json[inference.Inputs[i].Name] = inference.Inputs[i].Data[0];
        }

        if (!_inputs.ContainsKey(Count))
        {
            throw new GenPhysException(ErrorCode.Validation, "The input count is required.", "/inputs");
        }

        CheckOutputs(inference.Outputs ?? []);
        InferParameters.Apply(inference.Parameters, own, json);
        try
        {
            Request = StrictJson.Read(Encoding.UTF8.GetBytes(json.ToJsonString()), ContractsJson.Default.SampleRequest);
        }
        catch (GenPhysException exception)
        {
            throw Relocate(exception);
        }
    }

    /// <summary>The sample request.</summary>
    public SampleRequest Request { get; }

    /// <summary>Reads an inference.</summary>
    /// <param name="inference">The inference.</param>
    /// <param name="own">The model's own sampler.</param>
    /// <exception cref="GenPhysException">It is no inference that can be served.</exception>
    public static InferSampling Of(InferRequest inference, SamplerSpec? own) => new(inference, own);

    /// <summary>The same error with pointers into the inference.</summary>
    public GenPhysException Relocate(GenPhysException exception)
    {
        if (exception.Violations.Count > 0)
        {
            return new GenPhysException([.. exception.Violations.Select(violation => violation with { Pointer = PointerOf(violation.Pointer) })]);
        }

        return exception.Pointer is null ? exception : new GenPhysException(exception.Code, exception.Message, PointerOf(exception.Pointer), exception.RetryAfter);
    }

    private string PointerOf(string member) => InferParameters.PointerOf(member)
        ?? (_inputs.TryGetValue(member.TrimStart('/'), out var index) ? $"/inputs/{index}/data/0" : "/parameters");

    private static void CheckOutputs(IReadOnlyList<InferRequestedOutput> outputs)
    {
        for (var i = 0; i < outputs.Count; i++)
        {
            var at = JsonPointer.Root["outputs"][i];
            if (outputs[i].Name != Samples)
            {
                throw new GenPhysException(ErrorCode.Validation, $"There is no output '{outputs[i].Name}'; the one output is {Samples}.", at["name"].ToString());
            }

            ThrowIfAny(outputs[i].Parameters?.Keys, at["parameters"]);
        }
    }

    private void Read(InferInput input, JsonPointer at)
    {
        if (input.Name is not (Count or Seed))
        {
            throw new GenPhysException(ErrorCode.Validation, $"There is no input '{input.Name}'; the inputs are {Count} and {Seed}.", at["name"].ToString());
        }

        if (_inputs.ContainsKey(input.Name))
        {
            throw new GenPhysException(ErrorCode.Validation, $"The input {input.Name} appears twice.", at["name"].ToString());
        }

        if (input.Datatype != Int64)
        {
            throw new GenPhysException(ErrorCode.Validation, $"The input {input.Name} is {Int64}, not {input.Datatype}.", at["datatype"].ToString());
        }

        if (input.Shape is not [1])
        {
            throw new GenPhysException(ErrorCode.ShapeMismatch, $"The input {input.Name} has the shape [1], not [{string.Join(", ", input.Shape)}].", at["shape"].ToString());
        }

        if (input.Data.Count != 1)
        {
            throw new GenPhysException(ErrorCode.ShapeMismatch, $"The input {input.Name} takes 1 value, not {input.Data.Count}.", at["data"].ToString());
        }

        ThrowIfAny(input.Parameters?.Keys, at["parameters"]);
    }

    private static void ThrowIfAny(IEnumerable<string>? parameters, JsonPointer at)
    {
        if (parameters?.FirstOrDefault() is { } name)
        {
            throw new GenPhysException(ErrorCode.UnknownMember, $"'{name}' is not a parameter here; none is known. Data is sent as text, not as binary.", at[name].ToString());
        }
    }
}
