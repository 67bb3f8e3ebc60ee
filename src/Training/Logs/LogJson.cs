using System.Text.Json.Serialization;

namespace GenPhys.Training.Logs;

/// <summary>How events are written, one object per line.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TrainingEvent))]
internal sealed partial class LogJson : JsonSerializerContext;
