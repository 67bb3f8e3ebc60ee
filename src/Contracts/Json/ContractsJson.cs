using System.Text.Json.Serialization;
using GenPhys.Contracts.OpenInference;

namespace GenPhys.Contracts.Json;

/// <summary>How every contract is written and read as JSON: camelCase, strict numbers, absent instead of null, no unknown or duplicate member.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.Strict,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowOutOfOrderMetadataProperties = true,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = 32)]
[JsonSerializable(typeof(SampleRequest))]
[JsonSerializable(typeof(SampleResponse))]
[JsonSerializable(typeof(SampleProgress))]
[JsonSerializable(typeof(LikelihoodRequest))]
[JsonSerializable(typeof(LikelihoodResult))]
[JsonSerializable(typeof(EncodeRequest))]
[JsonSerializable(typeof(EncodeResult))]
[JsonSerializable(typeof(DecodeRequest))]
[JsonSerializable(typeof(DecodeResult))]
[JsonSerializable(typeof(InterpolationRequest))]
[JsonSerializable(typeof(InterpolationResult))]
[JsonSerializable(typeof(ConstraintSpec))]
[JsonSerializable(typeof(ConstraintCheckRequest))]
[JsonSerializable(typeof(ConstraintCheckResponse))]
[JsonSerializable(typeof(FailedRow[]))]
[JsonSerializable(typeof(IReadOnlyList<int[]>))]
[JsonSerializable(typeof(GuidanceReport))]
[JsonSerializable(typeof(Verification))]
[JsonSerializable(typeof(ModelInfo))]
[JsonSerializable(typeof(ModelList))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(HealthStatus))]
[JsonSerializable(typeof(ServerMetadata))]
[JsonSerializable(typeof(ServerLive))]
[JsonSerializable(typeof(ServerReady))]
[JsonSerializable(typeof(ModelReady))]
[JsonSerializable(typeof(ModelMetadata))]
[JsonSerializable(typeof(InferRequest))]
[JsonSerializable(typeof(InferResponse))]
[JsonSerializable(typeof(RepositoryIndexRequest))]
[JsonSerializable(typeof(IReadOnlyList<RepositoryIndexEntry>))]
[JsonSerializable(typeof(RepositoryModelRequest))]
public sealed partial class ContractsJson : JsonSerializerContext;
