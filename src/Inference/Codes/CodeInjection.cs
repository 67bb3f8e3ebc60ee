using System.Text.Json;
using System.Text.Json.Serialization;

namespace GenPhys.Inference.Codes;

/// <summary>Where the embeddings of latent codes enter a network.</summary>
[JsonConverter(typeof(CodeInjectionConverter))]
public enum CodeInjection
{
    /// <summary>As columns of its input, one embedding after the other in the order of the slots.</summary>
    Input,

    /// <summary>Added to its raw output; embeddings are as wide as that.</summary>
    Output,
}

/// <summary>Writes the names in lower case.</summary>
internal sealed class CodeInjectionConverter() : JsonStringEnumConverter<CodeInjection>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
