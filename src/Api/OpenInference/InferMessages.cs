using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using GenPhys.Contracts;
using GenPhys.Contracts.OpenInference;
using GenPhys.Contracts.Validation;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Proto = GenPhys.Protos.OpenInference;

namespace GenPhys.Api.OpenInference;

/// <summary>Inferences in JSON and in protobuf.</summary>
internal static class InferMessages
{
    public static InferResponse ToResponse(SampleResult result) => new()
    {
        ModelName = result.Model.Name,
        ModelVersion = result.Model.Version.ToString(CultureInfo.InvariantCulture),
        Id = result.Id,
        Parameters = InferFacts.Of(result),
        Outputs = [new InferOutput { Name = InferSampling.Samples, Datatype = InferSampling.Float32, Shape = result.Shape, Data = result.Samples }],
    };

    public static Proto.ModelInferResponse ToProto(SampleResult result)
    {
        var facts = InferFacts.Of(result);
        var output = new Proto.ModelInferResponse.Types.InferOutputTensor { Name = InferSampling.Samples, Datatype = InferSampling.Float32 };
        output.Shape.AddRange(result.Shape.Select(n => (long)n));
        return new Proto.ModelInferResponse
        {
            ModelName = result.Model.Name,
            ModelVersion = result.Model.Version.ToString(CultureInfo.InvariantCulture),
            Id = result.Id,
            Parameters =
            {
                ["seed"] = new() { Int64Param = facts.Seed },
                ["nfe"] = new() { DoubleParam = facts.Nfe },
                ["queued_ms"] = new() { DoubleParam = facts.QueuedMs },
                ["run_ms"] = new() { DoubleParam = facts.RunMs },
                ["failed_rows"] = new() { StringParam = facts.FailedRows },
            },
            Outputs = { output },
            RawOutputContents = { ByteString.CopyFrom(MemoryMarshal.AsBytes(result.Samples.AsSpan())) },
        };
    }

    /// <exception cref="GenPhysException">The contents are not those of INT64 inputs.</exception>
    public static InferRequest ToContract(Proto.ModelInferRequest request)
    {
        if (request.RawInputContents.Count > 0 && request.RawInputContents.Count != request.Inputs.Count)
        {
            throw new GenPhysException(
                ErrorCode.ShapeMismatch, $"raw_input_contents has {request.RawInputContents.Count} entries for {request.Inputs.Count} inputs.", "/raw_input_contents");
        }

        return new InferRequest
        {
            Id = request.Id.Length == 0 ? null : request.Id,
            Parameters = ToContract(request.Parameters, JsonPointer.Root["parameters"]),
            Inputs = [.. request.Inputs.Select((input, i) => ToContract(request, input, i))],
            Outputs = request.Outputs.Count == 0
                ? null
                : [.. request.Outputs.Select((output, i) => new InferRequestedOutput
                {
                    Name = output.Name,
                    Parameters = ToContract(output.Parameters, JsonPointer.Root["outputs"][i]["parameters"]),
                })],
        };
    }

    /// <exception cref="GenPhysException"><see cref="ErrorCode.UnknownMember"/>: there is one.</exception>
    public static void ThrowIfAnyParameter(IEnumerable<string>? parameters)
    {
        if (parameters?.FirstOrDefault() is { } name)
        {
            throw new GenPhysException(
                ErrorCode.UnknownMember, $"'{name}' is not a parameter here; none is known.", JsonPointer.Root["parameters"][name].ToString());
        }
    }

    private static InferInput ToContract(Proto.ModelInferRequest request, Proto.ModelInferRequest.Types.InferInputTensor input, int index)
    {
        var at = JsonPointer.Root["inputs"][index];
        return new InferInput
        {
            Name = input.Name,
            Datatype = input.Datatype,
            Shape = [.. input.Shape],
            Parameters = ToContract(input.Parameters, at["parameters"]),
            Data = request.RawInputContents.Count > 0 ? Raw(request.RawInputContents[index], at["data"]) : [.. input.Contents?.Int64Contents ?? []],
        };
    }

    private static long[] Raw(ByteString bytes, JsonPointer at) => bytes.Length % sizeof(long) == 0
        ? MemoryMarshal.Cast<byte, long>(bytes.Span).ToArray()
        : throw new GenPhysException(ErrorCode.ShapeMismatch, $"{bytes.Length} bytes are no whole number of INT64 values.", at.ToString());

    private static Dictionary<string, JsonElement> ToContract(MapField<string, Proto.InferParameter> parameters, JsonPointer at) =>
        parameters.ToDictionary(pair => pair.Key, pair => Value(pair.Value, at[pair.Key]));

    private static JsonElement Value(Proto.InferParameter parameter, JsonPointer at) => parameter.ParameterChoiceCase switch
    {
        Proto.InferParameter.ParameterChoiceOneofCase.BoolParam => JsonSerializer.SerializeToElement(parameter.BoolParam),
        Proto.InferParameter.ParameterChoiceOneofCase.Int64Param => JsonSerializer.SerializeToElement(parameter.Int64Param),
        Proto.InferParameter.ParameterChoiceOneofCase.Uint64Param => JsonSerializer.SerializeToElement(parameter.Uint64Param),
        Proto.InferParameter.ParameterChoiceOneofCase.StringParam => JsonSerializer.SerializeToElement(parameter.StringParam),
        Proto.InferParameter.ParameterChoiceOneofCase.DoubleParam when double.IsFinite(parameter.DoubleParam) => JsonSerializer.SerializeToElement(parameter.DoubleParam),
        Proto.InferParameter.ParameterChoiceOneofCase.DoubleParam => throw new GenPhysException(ErrorCode.Validation, $"{at.Name} must be finite.", at.ToString()),
        _ => throw new GenPhysException(ErrorCode.Validation, $"{at.Name} has no value.", at.ToString()),
    };
}
